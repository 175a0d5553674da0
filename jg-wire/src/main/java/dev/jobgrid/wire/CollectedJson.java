package dev.jobgrid.wire;

import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code collected_artifacts}: what was found in the artifacts folder when the run was over; absent before.
 *
 * @param missing expected paths that were not there
 */
record CollectedJson(int files, long bytes, List<String> missing) {
    static @Nullable CollectedJson of(Job job) {
        return job.state().ending().collected().map(CollectedJson::of).orElse(null);
    }

    private static CollectedJson of(Collected collected) {
        return new CollectedJson(collected.files(), collected.bytes(), collected.missing());
    }
}
