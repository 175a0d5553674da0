package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;

/**
 * The grid as its operator sees it.
 *
 * @param sentence whether it is well
 * @param checks its health
 * @param disks its disks
 * @param parts what can be closed
 * @param instances the processes on the storage, with their nodes
 * @param quarantines what takes no work through a fault
 * @param version changes with all of it but the parts
 */
public record GridView(
        String sentence,
        List<Check> checks,
        List<Disk> disks,
        List<Part> parts,
        List<Instance> instances,
        List<Quarantine> quarantines,
        String version) {
    /** Copies the lists. */
    public GridView {
        checks = List.copyOf(checks);
        disks = List.copyOf(disks);
        parts = List.copyOf(parts);
        instances = List.copyOf(instances);
        quarantines = List.copyOf(quarantines);
    }

    /**
     * Something that it needs.
     *
     * @param name what it is
     * @param state "well", "failed" or "needs you"
     * @param detail the matter, if there is one
     */
    public record Check(String name, String state, String detail) {
        /** Its glyph. */
        public String glyph() {
            return switch (state) {
                case "well" -> "completed";
                case "failed" -> "failed";
                default -> "alarm";
            };
        }
    }

    /**
     * A disk.
     *
     * @param name what is stored there
     * @param words how much is free
     * @param used how much of it is used, in percent
     * @param isLow whether space should be freed soon
     */
    public record Disk(String name, String words, int used, boolean isLow) {}

    /**
     * A part that can be closed for maintenance.
     *
     * @param name its name in forms
     * @param words what is refused while it is closed
     * @param isClosed whether it is
     * @param message what callers are told then
     */
    public record Part(String name, String words, boolean isClosed, String message) {}

    /**
     * A process on the storage; without an id, none: then its nodes are those that no live one reaches.
     *
     * @param id its id
     * @param nodes its nodes
     */
    public record Instance(String id, List<Node> nodes) {
        /** Copies the list. */
        public Instance {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * A node of it.
     *
     * @param name its name
     * @param executor the executor that reaches it
     * @param state its state, in words
     * @param gpus how many GPUs are held, in words
     * @param forget the query of the question whether to forget it; empty if it cannot be
     */
    public record Node(String name, String executor, String state, String gpus, String forget) {}

    /**
     * A node, or an image on one, that is left alone for a while.
     *
     * @param node the node
     * @param image the image; empty for the whole node
     * @param until when it is tried again
     * @param reason why
     */
    public record Quarantine(String node, String image, Instant until, String reason) {}
}
