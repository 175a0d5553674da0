package dev.jobgrid.internal.screening;

import dev.jobgrid.templates.JobTemplate;
import java.util.List;
import java.util.Optional;

/** Templates for drafts of one workspace. */
public interface TemplateLookup {
    /** The template of a slug, if there is one. */
    Optional<JobTemplate> find(String slug);

    /** All templates, by slug. */
    List<JobTemplate> list();
}
