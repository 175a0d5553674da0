package dev.jobgrid.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Files of a run that could not be stored as artifacts, and where they are retained (reference §09).
 *
 * @param cause why: {@link Failure.Cause#ARTIFACT_TOO_LARGE}, {@link Failure.Cause#ARTIFACT_STORE_FULL}, or
 *     {@link Failure.Cause#ARTIFACT_MISSING} if they could not be read
 * @param files their number; 0 if it is unknown
 * @param expected how many of them are expected artifacts
 * @param paths the first of them, expected ones before others, below {@code /workspace/artifacts}
 * @param node their node
 * @param place where people find them there, from the executor; empty if they are removed with the run
 * @param until when the executor removes them
 */
public record UncollectedArtifacts(
        Failure.Cause cause,
        int files,
        int expected,
        List<String> paths,
        String node,
        String place,
        Optional<Instant> until) {
    /** The most {@link #paths}. */
    public static final int MAX_NAMED = 16;

    /** Copies the paths, the first {@link #MAX_NAMED} of them. */
    public UncollectedArtifacts {
        paths = List.copyOf(paths.subList(0, Math.min(paths.size(), MAX_NAMED)));
    }
}
