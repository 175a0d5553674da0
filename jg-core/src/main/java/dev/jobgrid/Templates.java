package dev.jobgrid;

import dev.jobgrid.templates.JobTemplate;
import java.util.List;

/**
 * Templates that a workspace's jobs may name: its own, and those that the embedder gives to all by
 * {@link GridSettings#withTemplates}. Of two with one slug, the workspace's own counts. A template that changes or goes
 * changes no job that was accepted. Thread-safe; all methods block on the store.
 */
public interface Templates {
    /** The most that a workspace keeps of its own; a few more if many are stored at the same moment. */
    int MAX_TEMPLATES = 100;

    /** All of them, by slug. */
    List<JobTemplate> list();

    /**
     * One of them.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if there is none of this slug
     */
    JobTemplate get(String slug);

    /**
     * Keeps one for the workspace, in place of one with the same slug.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if it says what a template does not fill in, or a field is
     *     out of bounds, with all of that in its checks; CONFLICT if the workspace has as many as it may; FORBIDDEN if the
     *     caller lacks the scope jobs:write, or the grid is remote
     */
    void put(JobTemplate template);

    /**
     * Forgets one of the workspace's own.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if it has none of this slug; FORBIDDEN as for {@link #put}
     */
    void remove(String slug);
}
