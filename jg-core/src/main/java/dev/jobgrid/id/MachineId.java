package dev.jobgrid.id;

import java.util.Optional;

/**
 * Names a machine for good, whatever its host or its node is called: an id kept on its disk, or its engine's own. Two nodes
 * with one machine id are one machine.
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

    /** The id, or the node's name where its executor knows machines by their names alone. */
    public static MachineId of(Optional<MachineId> id, NodeName node) {
        return id.orElseGet(() -> new MachineId(node.value()));
    }

    /** The beginning, which tells a few machines apart. */
    public String abbreviated() {
        return value.substring(0, Math.min(SHORT, value.length()));
    }

    @Override
    public String toString() {
        return value;
    }
}
