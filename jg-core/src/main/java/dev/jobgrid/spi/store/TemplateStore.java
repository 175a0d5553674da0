package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.templates.JobTemplate;
import java.util.List;
import java.util.Optional;

/** Stores workspaces' own templates. Thread-safe; all methods block on the store. */
public interface TemplateStore {
    /**
     * Stores a template, replacing one with the same slug.
     *
     * @param max the most templates of a workspace; concurrent calls may exceed it
     * @return false if the workspace has that many others, and nothing was stored
     */
    boolean put(WorkspaceId workspace, JobTemplate template, int max);

    /** The template of this slug. */
    Optional<JobTemplate> find(WorkspaceId workspace, String slug);

    /** Templates of a workspace, by slug. */
    List<JobTemplate> list(WorkspaceId workspace, int limit);

    /** Removes a template; false if there was none. */
    boolean remove(WorkspaceId workspace, String slug);
}
