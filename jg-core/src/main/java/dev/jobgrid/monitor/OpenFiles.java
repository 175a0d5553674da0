package dev.jobgrid.monitor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that this process has open, connections among them.
 *
 * @param open how many, now
 * @param most how many it may have, by RLIMIT_NOFILE
 */
public record OpenFiles(long open, long most) {
    private static final Pattern LACK = Pattern.compile("too many open files|error=2[34],", Pattern.CASE_INSENSITIVE);
    private static final int PART = 10;
    private static final int MAX_CAUSES = 20;

    /** How it is now; empty where the host does not tell. */
    public static Optional<OpenFiles> now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean host
                ? Optional.of(new OpenFiles(host.getOpenFileDescriptorCount(), host.getMaxFileDescriptorCount()))
                : Optional.empty();
    }

    /** Whether an operator should raise the limit soon: less than a tenth is left. */
    public boolean isLow() {
        return most - open < most / PART;
    }

    /**
     * Whether something failed since this process, or its whole host, could open no more files: that says nothing of what was
     * asked, a machine for example.
     */
    public static boolean areLacking(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .anyMatch(cause -> areLacking(String.valueOf(cause.getMessage())));
    }

    /** Whether these words of a host say so. */
    public static boolean areLacking(String words) {
        return LACK.matcher(words).find();
    }
}
