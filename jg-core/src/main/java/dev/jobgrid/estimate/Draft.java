package dev.jobgrid.estimate;

import dev.jobgrid.errors.Check;
import dev.jobgrid.job.JobSpec;
import java.util.List;

/**
 * A spec as read from a client, with the problems found.
 *
 * @param spec the readable part
 * @param problems fields with a wrong type or an unknown value
 * @param warnings fields that were ignored
 * @param words the notation of the client
 */
public record Draft(JobSpec spec, List<Check> problems, List<String> warnings, Words words) {
    /** The notation of a client's drafts, which a refusal uses to name the remedy. */
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

    /** A draft read from JSON. */
    public Draft(JobSpec spec, List<Check> problems, List<String> warnings) {
        this(spec, problems, warnings, Words.JSON);
    }

    /** A draft of a built spec. */
    public static Draft of(JobSpec spec) {
        return new Draft(spec, List.of(), List.of(), Words.JAVA);
    }
}
