package dev.jobgrid;

import dev.jobgrid.templates.JobTemplate;
import java.util.List;

/**
 * Templates that a workspace's jobs may name: its own, and those that the embedder gives to all by
 * {@link GridSettings#withTemplates}. A workspace's own template overrides one with the same slug. Changing or removing
 * a template does not affect accepted jobs. Thread-safe; all methods block on the store.
 */
public interface Templates {
    /** The most templates of a workspace's own; concurrent writes may exceed it by a few. */
    int MAX_TEMPLATES = 100;

    /** All templates, by slug. */
    List<JobTemplate> list();

    /**
     * One template.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if there is none of this slug
     */
    JobTemplate get(String slug);

    /**
     * Stores a template of the workspace, replacing one with the same slug.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if it sets a field that templates do not fill in, or
     *     a field is out of bounds; {@code checks()} lists all violations; CONFLICT if the workspace has the most
     *     templates allowed; FORBIDDEN if the caller lacks the scope jobs:write, or the grid is remote
     */
    void put(JobTemplate template);

    /**
     * Removes a template of the workspace's own.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if it has none of this slug; FORBIDDEN as for {@link #put}
     */
    void remove(String slug);
}
