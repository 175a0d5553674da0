package dev.jobgrid.client;

import dev.jobgrid.Templates;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.client.TemplateReader;
import java.util.List;

/** Templates of the key's holder. Thread-safe. */
final class RemoteTemplates implements Templates {
    private final RemoteGrid grid;

    RemoteTemplates(RemoteGrid grid) {
        this.grid = grid;
    }

    @Override
    public List<JobTemplate> list() {
        return grid.get("/v1/templates", TemplateReader::templates);
    }

    @Override
    public JobTemplate get(String slug) {
        if (!slug.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            // Rejects slugs that a server would read as another path.
            throw JobGridException.notFound("a template of that slug");
        }
        return grid.get("/v1/templates/" + slug, TemplateReader::template);
    }

    @Override
    public void put(JobTemplate template) {
        throw RemoteGrid.operatorsOnly("writing templates is");
    }

    @Override
    public void remove(String slug) {
        throw RemoteGrid.operatorsOnly("removing templates is");
    }
}
