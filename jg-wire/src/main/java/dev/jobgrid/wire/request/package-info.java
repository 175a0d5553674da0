/**
 * Reads the JSON that clients send, and reports all its problems at once. Start at
 * {@link dev.jobgrid.wire.request.JobRequestJson}.
 */
@NullMarked
package dev.jobgrid.wire.request;

import org.jspecify.annotations.NullMarked;
