package dev.jobgrid.estimate;

import dev.jobgrid.job.JobSpec;
import java.util.Set;

/**
 * What a rerun of a job changes. What the draft leaves out stays as it was, except the id, which is the original's
 * alone. Environment variables are changed one by one; every other field is replaced as a whole.
 *
 * @param draft the changed fields
 * @param unset names of environment variables that the rerun leaves out
 */
public record DraftChanges(Draft draft, Set<String> unset) {
    /** No change. */
    public static final DraftChanges NONE = of(JobSpec.draft().build());

    /** Copies the names. */
    public DraftChanges {
        unset = Set.copyOf(unset);
    }

    /** The fields that this spec gives. */
    public static DraftChanges of(JobSpec changed) {
        return new DraftChanges(Draft.of(changed), Set.of());
    }
}
