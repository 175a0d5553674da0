package dev.jobgrid.job;

import dev.jobgrid.routing.Usd;

/**
 * What becomes of a job's credit reservation when it ends.
 *
 * @param charged what the job did cost
 */
public record Settlement(Usd charged) {}
