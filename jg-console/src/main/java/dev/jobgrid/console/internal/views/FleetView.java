package dev.jobgrid.console.internal.views;

import java.util.List;

/**
 * The nodes.
 *
 * @param sentence what is free, and who has the rest
 * @param nodes the nodes
 * @param version changes with what they show
 */
public record FleetView(String sentence, List<NodeCard> nodes, String version) {
    /** Copies the list. */
    public FleetView {
        nodes = List.copyOf(nodes);
    }
}
