package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    /** Says that it runs, and does so for ever. */
    private static final class Endless {
        public static void main(String[] args) throws InterruptedException {
            System.out.println(Arrays.toString(args));
            new CountDownLatch(1).await();
        }
    }

    private static final class Failing {
        public static void main(String[] args) {
            throw new IllegalStateException("on purpose");
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
        Process child = ChildProcess.of(Failing.class).start();

        assertThat(child.errorReader().lines()).anyMatch(line -> line.contains("on purpose"));
        assertThat(child.waitFor()).isEqualTo(1);
    }
}
