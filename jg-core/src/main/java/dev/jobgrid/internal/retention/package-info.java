/**
 * Lets go of what need not be kept. Start at {@link dev.jobgrid.internal.retention.RetentionRound}. Rows go first and bytes
 * after: what a crash leaves between the two is swept up later.
 */
@NullMarked
package dev.jobgrid.internal.retention;

import org.jspecify.annotations.NullMarked;
