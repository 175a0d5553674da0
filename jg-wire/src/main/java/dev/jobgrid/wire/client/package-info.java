/**
 * The published JSON from a client's side: requests written, answers read. Start at
 * {@link dev.jobgrid.wire.client.JobAnswer}. What an answer does not tell is told here as the domain tells of nothing:
 * empty, or zero.
 */
@NullMarked
package dev.jobgrid.wire.client;

import org.jspecify.annotations.NullMarked;
