package dev.jobgrid.id;

import java.util.Optional;

/**
 * The lasting identity of a machine, whatever the name of its host or node: an id stored on its disk, or its engine's
 * own. Two nodes with one machine id are one machine.
 *
 * @param value 1 to 128 characters
 */
public record MachineId(String value) {
    private static final int SHORT = 8;

    /** Checks the length. */
    public MachineId {
        if (value.isBlank() || value.length() > 128) {
            throw new IllegalArgumentException("a machine id must be 1 to 128 characters");
        }
    }

    /** The id, or the node's name where its executor has no machine ids. */
    public static MachineId of(Optional<MachineId> id, NodeName node) {
        return id.orElseGet(() -> new MachineId(node.value()));
    }

    /** The first characters, to distinguish a few machines. */
    public String abbreviated() {
        return value.substring(0, Math.min(SHORT, value.length()));
    }

    @Override
    public String toString() {
        return value;
    }
}
