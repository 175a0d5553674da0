package dev.jobgrid.executor.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Disk usage of a folder: the blocks of its files, which Java does not report and {@code du} does. Measured in the
 * background on request, and less often where that takes long. Files that this user may not read, or that are deleted
 * and still open, are not counted. Thread-safe.
 */
final class FolderDiskUsage {
    private static final System.Logger LOG = System.getLogger(FolderDiskUsage.class.getName());
    private static final long EVERY_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int REST_FACTOR = 20;
    private static final Duration MAX_RUNTIME = Duration.ofMinutes(10);
    private static final int MAX_ANSWER = 4096;

    private final Path folder;
    private final Executor threads;
    private final Object lock = new Object();
    private OptionalLong bytes = OptionalLong.empty();
    private boolean isMeasuring;
    private long dueNanos = System.nanoTime();

    FolderDiskUsage(Path folder, Executor threads) {
        this.folder = folder;
        this.threads = threads;
    }

    /** As last measured; empty before that. */
    OptionalLong bytes() {
        synchronized (lock) {
            if (!isMeasuring && System.nanoTime() - dueNanos >= 0) {
                isMeasuring = true;
                begin();
            }
            return bytes;
        }
    }

    private void begin() {
        try {
            threads.execute(this::measure);
        } catch (RejectedExecutionException e) {
            isMeasuring = false; // closed
        } catch (RuntimeException | Error e) {
            isMeasuring = false;
            throw e;
        }
    }

    private void measure() {
        long start = System.nanoTime();
        OptionalLong seen = OptionalLong.empty();
        try {
            seen = ask();
        } catch (IOException | NumberFormatException e) {
            LOG.log(System.Logger.Level.DEBUG, "the disk usage of " + folder + " is unknown", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            note(seen, System.nanoTime() - start);
        }
    }

    private void note(OptionalLong seen, long tookNanos) {
        synchronized (lock) {
            bytes = seen.isPresent() ? seen : bytes;
            isMeasuring = false;
            dueNanos = System.nanoTime() + Math.max(EVERY_NANOS, REST_FACTOR * tookNanos);
        }
    }

    private OptionalLong ask() throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-skx", folder.toString())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!du.waitFor(MAX_RUNTIME.toMillis(), TimeUnit.MILLISECONDS)) {
                return OptionalLong.empty();
            }
            // Its exit code only reports that files were created and deleted meanwhile.
            String text = new String(du.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            int end = text.indexOf('\t');
            return end < 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.substring(0, end)) * 1024);
        } finally {
            du.destroyForcibly();
        }
    }
}
