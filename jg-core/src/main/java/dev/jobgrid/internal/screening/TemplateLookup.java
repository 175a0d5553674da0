package dev.jobgrid.internal.screening;

import dev.jobgrid.templates.JobTemplate;
import java.util.List;
import java.util.Optional;

/** The templates that drafts of one workspace may name. */
public interface TemplateLookup {
    /** The template of a slug, if there is one. */
    Optional<JobTemplate> find(String slug);

    /** All of them, by slug. */
    List<JobTemplate> list();
}
