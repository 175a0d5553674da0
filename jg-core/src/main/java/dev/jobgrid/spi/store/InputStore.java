package dev.jobgrid.spi.store;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stores the metadata of uploaded files. Thread-safe; all methods block on the store. */
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

    /**
     * Records, to about the minute, that jobs with these inputs are about to be submitted: recently used inputs are
     * retained.
     *
     * @return false if one of them no longer exists
     */
    boolean use(WorkspaceId workspace, Set<InputId> ids, Instant now);

    /** Inputs of a workspace, newest first. */
    List<JobInput> list(WorkspaceId workspace, int limit);
}
