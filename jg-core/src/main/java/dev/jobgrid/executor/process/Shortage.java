package dev.jobgrid.executor.process;

import dev.jobgrid.monitor.OpenFiles;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises a lack of resources of this host or process by an error message: not a job's fault. */
final class Shortage {
    private static final Pattern OF_PROCESSES = Pattern.compile(
            "resource temporarily unavailable|can(no|')t fork|fork failed|unable to create native thread"
                    + "|cannot allocate memory|error=1[12],",
            Pattern.CASE_INSENSITIVE);

    private Shortage() {}

    /** The remedy for the shortage that the text reports; empty if it reports none. */
    static Optional<String> of(String text) {
        if (OF_PROCESSES.matcher(text).find()) {
            return Optional.of(
                    "; this host gives no more processes or threads: raise the limit, by ulimit -u or the pids of"
                            + " its cgroup");
        }
        return OpenFiles.areLacking(text)
                ? Optional.of(
                        "; this process or its host has no more files: raise the limit, by ulimit -n or LimitNOFILE")
                : Optional.empty();
    }
}
