package dev.jobgrid.internal.templates;

import dev.jobgrid.Templates;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.screening.TemplateCheck;
import dev.jobgrid.internal.screening.TemplateLookup;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.spi.store.TemplateStore;
import dev.jobgrid.templates.JobTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Templates of a workspace: its own in the store, and those of the settings. Thread-safe. */
public final class StoredTemplates implements Templates, TemplateLookup {
    private final TemplateStore store;
    private final WorkspaceId workspace;
    private final Map<String, JobSpec> given;

    /**
     * The templates of this workspace.
     *
     * @param given templates of the embedder for all
     */
    public StoredTemplates(TemplateStore store, WorkspaceId workspace, Map<String, JobSpec> given) {
        this.store = store;
        this.workspace = workspace;
        this.given = Map.copyOf(given);
    }

    @Override
    public List<JobTemplate> list() {
        TreeMap<String, JobTemplate> all = new TreeMap<>();
        given.forEach((slug, draft) -> all.put(slug, new JobTemplate(slug, draft)));
        // Twice the limit: concurrent writes may exceed it.
        store.list(workspace, 2 * MAX_TEMPLATES).forEach(template -> all.put(template.slug(), template));
        return List.copyOf(all.values());
    }

    @Override
    public JobTemplate get(String slug) {
        return find(slug).orElseThrow(() -> JobGridException.notFound("a template of that slug"));
    }

    /** The template of this slug. */
    @Override
    public Optional<JobTemplate> find(String slug) {
        // An invalid slug is not looked up: a store may not even accept it.
        Optional<JobTemplate> own = TemplateCheck.isSlug(slug) ? store.find(workspace, slug) : Optional.empty();
        return own.or(() -> Optional.ofNullable(given.get(slug)).map(draft -> new JobTemplate(slug, draft)));
    }

    @Override
    public void put(JobTemplate template) {
        TemplateCheck.check(template);
        if (!store.put(workspace, template, MAX_TEMPLATES)) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "the workspace has " + MAX_TEMPLATES
                            + " templates of its own, as many as it may; remove one first");
        }
    }

    @Override
    public void remove(String slug) {
        if (!TemplateCheck.isSlug(slug) || !store.remove(workspace, slug)) {
            throw JobGridException.notFound("a template of that slug");
        }
    }
}
