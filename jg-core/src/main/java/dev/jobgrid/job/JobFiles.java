package dev.jobgrid.job;

import dev.jobgrid.id.InputId;
import java.util.List;

/**
 * Inputs and expected outputs of a job (reference §05, §06).
 *
 * @param inputs mounted under {@code /workspace/inputs}
 * @param scripts mounted under {@code /workspace/scripts}
 * @param expectedArtifacts paths the job is expected to write; absolute and normalised once a job is accepted
 * @param mounts names of folders of the hosts, found at {@code /workspace/mounts/NAME}; beyond the reference
 */
public record JobFiles(
        List<InputId> inputs, List<InputId> scripts, List<String> expectedArtifacts, List<String> mounts) {
    /** How many inputs a job may have. */
    public static final int MAX_INPUTS = 32;

    /** No files. */
    public static final JobFiles NONE = new JobFiles(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public JobFiles {
        inputs = List.copyOf(inputs);
        scripts = List.copyOf(scripts);
        expectedArtifacts = List.copyOf(expectedArtifacts);
        mounts = List.copyOf(mounts);
    }

    /** Without mounts. */
    public JobFiles(List<InputId> inputs, List<InputId> scripts, List<String> expectedArtifacts) {
        this(inputs, scripts, expectedArtifacts, List.of());
    }

    /** The same with these mounts. */
    public JobFiles mounts(String... names) {
        return new JobFiles(inputs, scripts, expectedArtifacts, List.of(names));
    }
}
