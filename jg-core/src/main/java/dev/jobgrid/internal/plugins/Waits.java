package dev.jobgrid.internal;

import java.time.Duration;

/**
 * How long a grid waits for what may never answer. Tests set them; nobody else needs to.
 *
 * @param retryPolicy for the embedder's retry policy
 * @param healthLook for a look at what the grid needs
 */
public record Waits(Duration retryPolicy, Duration healthLook) {
    /** What grids wait. */
    public static final Waits DEFAULT = new Waits(Duration.ofSeconds(10), Duration.ofSeconds(3));
}
