/**
 * Removes data by the retention rules. Start at {@link dev.jobgrid.internal.retention.RetentionRound}. Rows are removed
 * first and bytes after: bytes left by a crash in between are swept later.
 */
@NullMarked
package dev.jobgrid.internal.retention;

import org.jspecify.annotations.NullMarked;
