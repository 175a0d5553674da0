package dev.jobgrid.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.HostsFile;
import dev.jobgrid.spi.GridClock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedKeysTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** What a proxy may pass on that looks like an address, and could be taken for a host's name. */
    private static final List<String> NAMES = List.of("x:y", "192.0.2.1:443", "1.2.3.999", "beef");

    private final InstantSource clock = new StillClock();

    /** A clock by which no time passes. */
    private record StillClock() implements GridClock {
        @Override
        public Instant instant() {
            return NOW;
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }

    @TempDir
    Path folder;

    /** Started as a process of its own whose name server is a file in which all of them are hosts. */
    static final class Guesser {
        private Guesser() {}

        /** Prints whom it shuts out. */
        public static void main(String[] args) {
            FailedKeys failed = new FailedKeys(
                    InstantSource.system(), (address, why) -> System.out.println(address + " is shut out"));
            for (String name : NAMES) {
                for (int i = 0; i < 2 * FailedKeys.BURST; i++) {
                    failed.failed(name);
                }
            }
        }
    }

    @Test
    void manyAddressesFillNeitherMemoryNorTheRecord() {
        List<String> told = new ArrayList<>();
        FailedKeys failed = new FailedKeys(clock, (address, why) -> told.add(address));
        for (int host = 0; host < 200; host++) {
            for (int i = 0; i <= FailedKeys.BURST; i++) {
                failed.failed("2001:4860:" + Integer.toHexString(host) + "::" + i);
            }
        }
        assertThat(failed.shutOut("2001:4860:c7::ffff")).as("the same network").isPresent();
        assertThat(failed.shutOut("2001:4860:c8::1")).isEmpty();
        assertThat(told).hasSize(60);
    }

    @Test
    void noNameServerIsAskedWhoSentAWrongKey() throws Exception {
        assertThat(HostsFile.linesOf(Guesser.class, NAMES, folder))
                .containsExactlyElementsOf(
                        NAMES.stream().map(name -> name + " is shut out").toList());
    }
}
