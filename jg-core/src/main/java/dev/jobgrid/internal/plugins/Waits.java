package dev.jobgrid.internal.plugins;

import java.time.Duration;

/**
 * Time limits for calls that may never return. Set by tests only.
 *
 * @param decision for calls per job or poll, which should be quick: policies, a router, nodes
 * @param answer for an engine or a blob store to answer, beyond the requested wait
 * @param work for calls whose time depends on size, between two signs of progress: files, removal of a run
 * @param send for sending a callback; less than its claim, so that the next grid finds it free
 * @param healthLook for a health check
 */
public record Waits(Duration decision, Duration answer, Duration work, Duration send, Duration healthLook) {
    /** The limits of grids. */
    public static final Waits DEFAULT = new Waits(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(40),
            Duration.ofSeconds(3));
}
