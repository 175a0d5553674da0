package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    /** Reports that it runs, and never ends. */
    static final class Endless {
        public static void main(String[] args) throws InterruptedException {
            System.out.println(Arrays.toString(args));
            new CountDownLatch(1).await();
        }
    }

    static final class Failing {
        public static void main(String[] args) {
            Integer.parseInt(args[0]);
        }
    }

    @Test
    void aChildThatWouldRunForEverEndsWhenItsStdinCloses() throws Exception {
        Process child = ChildProcess.of(Endless.class, "a", "b c").start();
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("[a, b c]");
            assertThat(child.isAlive()).isTrue();

            child.getOutputStream().close();

            assertThat(child.waitFor()).isNotZero();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aChildThatFailsSaysWhy() throws Exception {
        Process child = ChildProcess.of(Failing.class, "no number").start();

        assertThat(child.errorReader().lines()).anyMatch(line -> line.contains("no number"));
        assertThat(child.waitFor()).isEqualTo(1);
    }
}
