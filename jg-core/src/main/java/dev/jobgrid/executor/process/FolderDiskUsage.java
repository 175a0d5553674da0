package dev.jobgrid.executor.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Disk usage of a folder: the blocks of its files, which Java does not report and {@code du} does. Files that this user
 * may not read, or that are deleted and still open, are not counted.
 */
final class FolderDiskUsage {
    private static final Duration MAX_RUNTIME = Duration.ofMinutes(10);
    private static final int MAX_ANSWER = 4096;

    private FolderDiskUsage() {}

    /** The bytes that it takes; empty if that takes too long to find out. Blocks. */
    static Optional<Long> bytes(Path folder) throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-skx", folder.toString())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!du.waitFor(MAX_RUNTIME.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            // Its exit code only reports that files were created and deleted meanwhile.
            String text = new String(du.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            int end = text.indexOf('\t');
            return end < 0 ? Optional.empty() : Optional.of(Long.parseLong(text.substring(0, end)) * 1024);
        } finally {
            du.destroyForcibly();
        }
    }
}
