package dev.jobgrid.submit;

import dev.jobgrid.job.Job;
import java.util.List;

/**
 * The answer to a submit: the job is stored, and will run.
 *
 * @param job the job as it was stored
 * @param replayed whether an earlier submit stored it, and this one only found it
 * @param warnings what else the client should know of its draft: fields that do not exist, a callback that nothing sends
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
