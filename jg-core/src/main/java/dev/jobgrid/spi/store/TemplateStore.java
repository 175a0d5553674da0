package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.templates.JobTemplate;
import java.util.List;
import java.util.Optional;

/** Keeps workspaces' own templates. Thread-safe; all methods block on the store. */
public interface TemplateStore {
    /**
     * Keeps a template, in place of one with the same slug.
     *
     * @param most how many a workspace may have; passed by as many as are stored at once
     * @return false if the workspace has that many others, and nothing was stored
     */
    boolean put(WorkspaceId workspace, JobTemplate template, int most);

    /** The template of this slug. */
    Optional<JobTemplate> find(WorkspaceId workspace, String slug);

    /** Templates of a workspace, by slug. */
    List<JobTemplate> list(WorkspaceId workspace, int limit);

    /** Forgets a template; false if there was none. */
    boolean remove(WorkspaceId workspace, String slug);
}
