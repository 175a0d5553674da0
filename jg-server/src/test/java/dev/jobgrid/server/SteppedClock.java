package dev.jobgrid.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of programs that were started with its environment, by libfaketime; what passes is told by the machine's
 * own. Where there is no such library the test is skipped. Thread-safe.
 */
final class SteppedClock {
    private final Path preloaded;
    private final Path file;

    private SteppedClock(Path preloaded, Path file) {
        this.preloaded = preloaded;
        this.file = file;
    }

    /** One that is right, with its file in the folder. */
    static SteppedClock in(Path folder) throws IOException {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), "there is no libfaketime: the clocks of servers are set by it");
        SteppedClock clock = new SteppedClock(
                library.orElseThrow(), Files.createDirectories(folder).resolve("clock"));
        clock.step(Duration.ZERO);
        return clock;
    }

    private static Optional<Path> library() throws IOException {
        Path libraries = Path.of("/usr/lib");
        if (!Files.isDirectory(libraries)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(libraries)) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findAny();
        }
    }

    /** What a program needs to go by it. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", preloaded.toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // With its fix of waits by that clock, which ones of a JVM do not need, each of them ends at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "FAKETIME_DISABLE_SHM", "1");
    }

    /** Sets it to this far from the right time. */
    void step(Duration ahead) throws IOException {
        Path whole = file.resolveSibling("clock.new");
        Files.writeString(whole, (ahead.isNegative() ? "" : "+") + ahead.toSeconds());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
