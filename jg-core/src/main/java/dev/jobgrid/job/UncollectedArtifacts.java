package dev.jobgrid.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Files that a run left and that could not be kept as artifacts, and where they stay for a while (reference §09).
 *
 * @param cause why: {@link Failure.Cause#ARTIFACT_TOO_LARGE}, {@link Failure.Cause#ARTIFACT_STORE_FULL}, or
 *     {@link Failure.Cause#ARTIFACT_MISSING} if they could not be read where they are
 * @param files how many; 0 if no one could look
 * @param expected how many of them are expected artifacts
 * @param paths the first of them, expected ones before others, below {@code /workspace/artifacts}
 * @param node the node they are on
 * @param place where people find them there, in the executor's words; empty if they are removed with the run
 * @param until when the executor removes them from there
 */
public record UncollectedArtifacts(
        Failure.Cause cause,
        int files,
        int expected,
        List<String> paths,
        String node,
        String place,
        Optional<Instant> until) {
    /** How many {@link #paths} are named at most. */
    public static final int MAX_NAMED = 16;

    /** Copies the paths, the first {@link #MAX_NAMED} of them. */
    public UncollectedArtifacts {
        paths = List.copyOf(paths.subList(0, Math.min(paths.size(), MAX_NAMED)));
    }
}
