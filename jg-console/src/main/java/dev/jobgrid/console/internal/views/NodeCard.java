package dev.jobgrid.console.internal.views;

import java.util.List;

/**
 * A node with its GPUs.
 *
 * @param key unique among the nodes
 * @param version changes with what the card shows
 * @param name its name
 * @param executor the executor that reaches it
 * @param query the query of its page
 * @param models its GPUs by model, a line each
 * @param free how many of them are free, in words
 * @param trouble why it takes no jobs; empty if it does
 * @param counts its numbers
 * @param cells its GPUs
 */
public record NodeCard(
        String key,
        String version,
        String name,
        String executor,
        String query,
        List<String> models,
        String free,
        String trouble,
        Counts counts,
        List<Cell> cells) {
    /** Copies the lists. */
    public NodeCard {
        models = List.copyOf(models);
        cells = List.copyOf(cells);
    }

    /**
     * Numbers of GPUs.
     *
     * @param all all
     * @param free free ones
     * @param mine those that this workspace holds
     */
    public record Counts(int all, int free, int mine) {}

    /**
     * A GPU.
     *
     * @param kind "free", "mine", "held" or "closed"
     * @param isSimulated whether it is only declared
     * @param words what it is, and who holds it
     * @param job the job of this workspace that holds it; empty for none
     * @param jobName the name of that job
     * @param model its model
     */
    public record Cell(String kind, boolean isSimulated, String words, String job, String jobName, String model) {}
}
