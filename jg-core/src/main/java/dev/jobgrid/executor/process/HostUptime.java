package dev.jobgrid.executor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The host's uptime from {@code /proc/uptime}, to a hundredth of a second: a clock that cannot be set. */
final class HostUptime {
    private static final Path UPTIME = Path.of("/proc/uptime");

    private HostUptime() {}

    /** The uptime now; empty where the host does not report it. */
    static Optional<Duration> now() {
        return read(UPTIME);
    }

    /** The first word of a file; empty if it is not an uptime. */
    static Optional<Duration> read(Path file) {
        try {
            return parse(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ", 2)[0]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<Duration> parse(String seconds) {
        try {
            return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
