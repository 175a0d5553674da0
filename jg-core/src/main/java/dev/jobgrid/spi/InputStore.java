package dev.jobgrid.spi;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import java.util.List;
import java.util.Optional;

/** Keeps what is known of uploaded files. Thread-safe; all methods block on the store. */
public interface InputStore {
    /** Stores a new slot. */
    void create(JobInput input);

    /**
     * Stores an input's next state if the stored one still has the status and the content of {@code before}.
     *
     * @return false if it has another status or other content, or does not exist
     */
    boolean update(JobInput before, JobInput after);

    /** The input, if it exists in this workspace. */
    Optional<JobInput> find(WorkspaceId workspace, InputId id);

    /** Inputs of a workspace, newest first. */
    List<JobInput> list(WorkspaceId workspace, int limit);
}
