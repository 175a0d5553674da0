package dev.jobgrid.internal.instances;

import dev.jobgrid.id.InstanceId;

/**
 * Who this grid is among those that share the store. The name changes when the grid was over for its peers, as one that
 * was paused for longer than its lease. Thread-safe.
 */
public final class LocalInstance {
    private volatile InstanceId id = InstanceId.random();
    private volatile boolean joined;

    /** The name under which it joined last; before the first time, one that no one knows. */
    public InstanceId id() {
        return id;
    }

    /** Whether peers take it to live, as far as it knows: if not, it begins nothing new. */
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
