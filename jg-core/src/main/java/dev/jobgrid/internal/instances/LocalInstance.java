package dev.jobgrid.internal.instances;

import dev.jobgrid.id.InstanceId;

/**
 * This grid's instance among those that share the store. Its id changes after peers have ended the grid, for example
 * because it was paused for longer than its lease. Thread-safe.
 */
public final class LocalInstance {
    private volatile InstanceId id = InstanceId.random();
    private volatile boolean joined;

    /** The id under which it joined last; before that, an unregistered one. */
    public InstanceId id() {
        return id;
    }

    /** Whether its lease is valid, as far as known: if not, it starts nothing new. */
    public boolean isJoined() {
        return joined;
    }

    void joined(InstanceId name) {
        id = name;
        joined = true;
    }

    void over() {
        joined = false;
    }
}
