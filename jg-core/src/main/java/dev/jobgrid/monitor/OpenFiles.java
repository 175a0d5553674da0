package dev.jobgrid.monitor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The open files of this process, connections included.
 *
 * @param open their number
 * @param max the limit, RLIMIT_NOFILE
 */
public record OpenFiles(long open, long max) {
    private static final Pattern LACK = Pattern.compile("too many open files|error=2[34],", Pattern.CASE_INSENSITIVE);
    private static final int PART = 10;
    private static final int MAX_CAUSES = 20;

    /** The current numbers; empty where the host does not provide them. */
    public static Optional<OpenFiles> now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean host
                ? Optional.of(new OpenFiles(host.getOpenFileDescriptorCount(), host.getMaxFileDescriptorCount()))
                : Optional.empty();
    }

    /** Whether an operator should raise the limit soon: less than a tenth is left. */
    public boolean isLow() {
        return max - open < max / PART;
    }

    /**
     * Whether a failure comes from a lack of open files in this process or its host: such a failure says nothing about
     * the called component, such as a node.
     */
    public static boolean areLacking(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .anyMatch(cause -> areLacking(String.valueOf(cause.getMessage())));
    }

    /** Whether this error message of a host says so. */
    public static boolean areLacking(String words) {
        return LACK.matcher(words).find();
    }
}
