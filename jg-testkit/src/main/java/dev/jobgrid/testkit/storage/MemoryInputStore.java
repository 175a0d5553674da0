package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.store.InputStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Inputs by workspace and id. Thread-safe. */
final class MemoryInputStore implements InputStore {
    private static final Comparator<JobInput> OLDEST_FIRST = Comparator.comparing(JobInput::created)
            .thenComparing(input -> input.id().value());

    private final Map<InputRef, JobInput> inputs = new ConcurrentHashMap<>();

    private final Map<InputRef, Instant> used = new ConcurrentHashMap<>();

    private record InputRef(WorkspaceId workspace, InputId id) {}

    @Override
    public void create(JobInput input) {
        if (inputs.putIfAbsent(new InputRef(input.workspace(), input.id()), input) != null) {
            throw new IllegalStateException("input " + input.id() + " exists already");
        }
    }

    @Override
    public boolean update(JobInput before, JobInput after) {
        AtomicBoolean updated = new AtomicBoolean();
        inputs.computeIfPresent(new InputRef(before.workspace(), before.id()), (ref, stored) -> {
            updated.set(stored.status() == before.status() && stored.content().equals(before.content()));
            return updated.get() ? after : stored;
        });
        return updated.get();
    }

    @Override
    public boolean use(WorkspaceId workspace, Set<InputId> ids, Instant now) {
        List<InputRef> refs =
                ids.stream().map(id -> new InputRef(workspace, id)).toList();
        // Recorded first, since the inputs removed below were read before.
        refs.forEach(ref -> used.merge(ref, now, (one, other) -> one.isAfter(other) ? one : other));
        return inputs.keySet().containsAll(refs);
    }

    Stream<JobInput> all() {
        return inputs.values().stream();
    }

    Instant used(JobInput input) {
        return used.getOrDefault(new InputRef(input.workspace(), input.id()), input.created());
    }

    void remove(WorkspaceId workspace, InputId id) {
        inputs.remove(new InputRef(workspace, id));
    }

    @Override
    public Optional<JobInput> find(WorkspaceId workspace, InputId id) {
        return Optional.ofNullable(inputs.get(new InputRef(workspace, id)));
    }

    @Override
    public List<JobInput> list(WorkspaceId workspace, int limit) {
        return inputs.values().stream()
                .filter(input -> input.workspace().equals(workspace))
                .sorted(OLDEST_FIRST.reversed())
                .limit(limit)
                .toList();
    }
}
