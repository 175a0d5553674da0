/**
 * Reads the JSON that clients send, and says all that is wrong with it at once. Start at
 * {@link dev.jobgrid.wire.request.JobRequestJson}.
 */
@NullMarked
package dev.jobgrid.wire.request;

import org.jspecify.annotations.NullMarked;
