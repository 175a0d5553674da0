/**
 * The published JSON from a client's side: writes requests, reads responses. Start at
 * {@link dev.jobgrid.wire.client.JobReader}. Missing parts of a response become empty or zero.
 */
@NullMarked
package dev.jobgrid.wire.client;

import org.jspecify.annotations.NullMarked;
