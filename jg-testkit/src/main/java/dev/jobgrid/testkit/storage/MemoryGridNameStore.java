package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.GridNames;
import dev.jobgrid.spi.store.GridNameStore;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The names of a store's grids, which is no copy. Thread-safe. */
final class MemoryGridNameStore implements GridNameStore {
    private Optional<GridNames> names = Optional.empty();

    @Override
    public synchronized GridNames names() {
        return names.orElseGet(() -> set(GridNames.of("grid-" + UUID.randomUUID())));
    }

    @Override
    public synchronized GridNames adopt(String name) {
        return set(names.map(now -> now.contains(name)
                        ? now
                        : new GridNames(
                                now.name(),
                                Stream.concat(now.former().stream(), Stream.of(name))
                                        .toList()))
                .orElseGet(() -> GridNames.of(name)));
    }

    private GridNames set(GridNames value) {
        names = Optional.of(value);
        return value;
    }

    @Override
    public boolean isInherited() {
        return false;
    }

    @Override
    public void inherit() {}
}
