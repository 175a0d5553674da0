package dev.jobgrid.bench.contest;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * What the threads of this JVM did in a while.
 *
 * @param parks times that one of them waited
 * @param allocatedBytes bytes that those allocated which are still there
 */
public record ThreadUsage(long parks, long allocatedBytes) {
    private static final String PARK = "jdk.ThreadPark";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A while that goes on. */
    public static final class Watch implements AutoCloseable {
        private final Recording recording = new Recording();
        private final Map<Long, Long> allocated = allocated();

        private Watch() {
            recording.enable(PARK).withThreshold(Duration.ZERO).withoutStackTrace();
            recording.start();
        }

        /** What they did since it began; ends it. */
        public ThreadUsage end() throws IOException {
            recording.stop();
            long bytes = allocated().entrySet().stream()
                    .mapToLong(now -> now.getValue() - allocated.getOrDefault(now.getKey(), 0L))
                    .sum();
            return new ThreadUsage(parks(), bytes);
        }

        private long parks() throws IOException {
            Path file = Files.createTempFile("jobgrid-bench", ".jfr");
            try {
                recording.dump(file);
                try (RecordingFile events = new RecordingFile(file)) {
                    long parks = 0;
                    while (events.hasMoreEvents()) {
                        parks += events.readEvent().getEventType().getName().equals(PARK) ? 1 : 0;
                    }
                    return parks;
                }
            } finally {
                Files.delete(file);
            }
        }

        @Override
        public void close() {
            recording.close();
        }
    }

    /** Begins to watch. */
    public static Watch watch() {
        return new Watch();
    }

    private static Map<Long, Long> allocated() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocated = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], Math.max(0, bytes[i])); // -1 of one that has ended
        }
        return allocated;
    }

    /** Cells of a table's heading for {@link #perJob}. */
    public static String heading() {
        return "parks | allocated KB |";
    }

    /** The cells of a table for one job of so many. */
    public String perJob(long jobs) {
        return String.format(Locale.ROOT, "%.2f | %.0f |", (double) parks / jobs, allocatedBytes / 1024.0 / jobs);
    }
}
