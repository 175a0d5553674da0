package dev.jobgrid.credits;

import dev.jobgrid.routing.Usd;

/**
 * The missing credits of jobs.
 *
 * @param available their workspace's available credits
 * @param needed what all jobs of the batch would reserve
 */
public record Shortfall(Usd available, Usd needed) {}
