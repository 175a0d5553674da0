package dev.jobgrid.internal.templates;

import dev.jobgrid.Templates;
import dev.jobgrid.templates.JobTemplate;
import java.util.List;

/**
 * Templates as a caller may read and write them. Thread-safe.
 *
 * @param read throws if the caller may not read
 * @param write throws if the caller may not write
 */
public record CallersTemplates(Templates templates, Runnable read, Runnable write) implements Templates {
    @Override
    public List<JobTemplate> list() {
        read.run();
        return templates.list();
    }

    @Override
    public JobTemplate get(String slug) {
        read.run();
        return templates.get(slug);
    }

    @Override
    public void put(JobTemplate template) {
        write.run();
        templates.put(template);
    }

    @Override
    public void remove(String slug) {
        write.run();
        templates.remove(slug);
    }
}
