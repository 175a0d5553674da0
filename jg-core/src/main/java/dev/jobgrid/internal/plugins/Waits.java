package dev.jobgrid.internal.plugins;

import java.time.Duration;

/**
 * How long a grid waits for what may never answer. Tests set them; nobody else needs to.
 *
 * @param decision for what is asked for a job or a look at the queue, and should be quick: policies, a router, nodes
 * @param answer for an engine or a blob store to answer, beyond the time that it was told to wait
 * @param work for what takes time by its size, from one sign of life to the next: files, the end of a run's remains
 * @param send for a callback to be sent; less than it is held for, so that who takes it then finds it free
 * @param healthLook for a look at what the grid needs
 */
public record Waits(Duration decision, Duration answer, Duration work, Duration send, Duration healthLook) {
    /** What grids wait. */
    public static final Waits DEFAULT = new Waits(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(40),
            Duration.ofSeconds(3));
}
