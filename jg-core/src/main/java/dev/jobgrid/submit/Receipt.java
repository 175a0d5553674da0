package dev.jobgrid.submit;

import dev.jobgrid.job.Job;
import java.util.List;

/**
 * The result of a submit: the job is stored, and will run.
 *
 * @param job the job as stored
 * @param replayed whether an earlier submit stored it
 * @param warnings warnings about the draft: unknown fields, a callback that cannot be sent
 */
public record Receipt(Job job, boolean replayed, List<String> warnings) {
    /** Copies the warnings. */
    public Receipt {
        warnings = List.copyOf(warnings);
    }

    /** A receipt without warnings. */
    public Receipt(Job job, boolean replayed) {
        this(job, replayed, List.of());
    }
}
