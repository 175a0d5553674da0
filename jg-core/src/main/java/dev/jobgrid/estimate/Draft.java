package dev.jobgrid.estimate;

import dev.jobgrid.errors.Check;
import dev.jobgrid.job.JobSpec;
import java.util.List;

/**
 * A spec as far as it could be read, and what could not be read of it.
 *
 * @param spec what was read
 * @param problems fields that are of the wrong type or have a value that does not exist
 * @param warnings fields that were ignored
 * @param words how the client writes drafts
 */
public record Draft(JobSpec spec, List<Check> problems, List<String> warnings, Words words) {
    /** How a client writes drafts, and so in which words a refusal names the way out. */
    public enum Words {
        /** By the builders of this API. */
        JAVA,
        /** As published JSON. */
        JSON
    }

    /** Copies the lists. */
    public Draft {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** A draft that came as JSON. */
    public Draft(JobSpec spec, List<Check> problems, List<String> warnings) {
        this(spec, problems, warnings, Words.JSON);
    }

    /** A spec that was built whole. */
    public static Draft of(JobSpec spec) {
        return new Draft(spec, List.of(), List.of(), Words.JAVA);
    }
}
