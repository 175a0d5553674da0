package dev.jobgrid.job;

import dev.jobgrid.id.InputId;
import java.util.List;

/**
 * The files a job takes and leaves (reference §05, §06).
 *
 * @param inputs mounted under {@code /workspace/inputs}
 * @param scripts mounted under {@code /workspace/scripts}
 * @param expectedArtifacts paths the job is expected to write; absolute and normalised once a job is accepted
 */
public record JobFiles(List<InputId> inputs, List<InputId> scripts, List<String> expectedArtifacts) {
    /** None at all. */
    public static final JobFiles NONE = new JobFiles(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public JobFiles {
        inputs = List.copyOf(inputs);
        scripts = List.copyOf(scripts);
        expectedArtifacts = List.copyOf(expectedArtifacts);
    }
}
