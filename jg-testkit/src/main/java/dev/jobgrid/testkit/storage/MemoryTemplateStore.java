package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.TemplateStore;
import dev.jobgrid.templates.JobTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Templates by workspace and slug. Thread-safe. */
final class MemoryTemplateStore implements TemplateStore {
    private final Map<WorkspaceId, SortedMap<String, JobTemplate>> templates = new HashMap<>();

    private SortedMap<String, JobTemplate> of(WorkspaceId workspace) {
        return templates.computeIfAbsent(workspace, any -> new TreeMap<>());
    }

    @Override
    public synchronized boolean put(WorkspaceId workspace, JobTemplate template, int max) {
        SortedMap<String, JobTemplate> own = of(workspace);
        if (!own.containsKey(template.slug()) && own.size() >= max) {
            return false;
        }
        own.put(template.slug(), template);
        return true;
    }

    @Override
    public synchronized Optional<JobTemplate> find(WorkspaceId workspace, String slug) {
        return Optional.ofNullable(of(workspace).get(slug));
    }

    @Override
    public synchronized List<JobTemplate> list(WorkspaceId workspace, int limit) {
        return of(workspace).values().stream().limit(limit).toList();
    }

    @Override
    public synchronized boolean remove(WorkspaceId workspace, String slug) {
        return of(workspace).remove(slug) != null;
    }
}
