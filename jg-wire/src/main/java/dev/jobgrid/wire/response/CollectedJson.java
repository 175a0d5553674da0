package dev.jobgrid.wire.response;

import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code collected_artifacts}: the collected artifacts of an ended run; absent before.
 *
 * @param missing expected paths that were absent, or could not be stored
 * @param leftovers files that could not be stored
 */
record CollectedJson(
        int files,
        long bytes,
        List<String> missing,
        @Nullable LeftoversJson leftovers) {
    /**
     * Files that could not be stored, and where they are retained.
     *
     * @param reason artifact_too_large, artifact_store_full, or artifact_missing if they could not be read
     * @param files their number; 0 if unknown
     * @param expected how many of them are expected artifacts
     * @param paths the first of them
     * @param place where people find them on the node; absent if they were removed
     */
    record LeftoversJson(
            String reason,
            int files,
            int expected,
            List<String> paths,
            String nodeId,
            @Nullable String place,
            @Nullable Instant keptUntil) {
        static LeftoversJson of(UncollectedArtifacts left) {
            return new LeftoversJson(
                    WireNames.of(left.cause()),
                    left.files(),
                    left.expected(),
                    left.paths(),
                    left.node(),
                    left.place().isEmpty() ? null : left.place(),
                    left.until().orElse(null));
        }
    }

    static @Nullable CollectedJson of(Job job) {
        return job.state().ending().collected().map(CollectedJson::of).orElse(null);
    }

    private static CollectedJson of(Collected collected) {
        return new CollectedJson(
                collected.files(),
                collected.bytes(),
                collected.missing(),
                collected.leftovers().map(LeftoversJson::of).orElse(null));
    }
}
