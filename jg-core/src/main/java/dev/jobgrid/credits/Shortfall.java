package dev.jobgrid.credits;

import dev.jobgrid.routing.Usd;

/**
 * Why jobs could not hold credits back.
 *
 * @param available what their workspace had
 * @param needed what they, all that were handed in together, would hold back
 */
public record Shortfall(Usd available, Usd needed) {}
