package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.id.GridNames;
import java.util.Optional;
import java.util.function.Supplier;

/** How this grid's containers are named: by a name that was given, else by those of the grid's store. Thread-safe. */
public final class GridContainers {
    private final Optional<String> given;
    private Supplier<GridNames> source = () -> GridNames.of("default");
    private volatile Optional<ContainerNames> known = Optional.empty();

    /** Of a grid with that name, or of one whose names come later. */
    public GridContainers(Optional<String> given) {
        this.given = given;
    }

    /** Takes the names from there. */
    public synchronized void join(Supplier<GridNames> names) {
        source = names;
        known = Optional.empty();
    }

    /** The names as they were read last. */
    public ContainerNames names() {
        return known.orElseGet(this::read);
    }

    /** The names, which another grid may have added to. May block on the store. */
    public synchronized ContainerNames read() {
        GridNames stored = source.get();
        ContainerNames names =
                given.map(name -> ContainerNames.of(name, stored)).orElseGet(() -> new ContainerNames(stored));
        known = Optional.of(names);
        return names;
    }
}
