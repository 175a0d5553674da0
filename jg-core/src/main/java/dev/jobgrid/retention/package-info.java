/** Retention of stored data. Start at {@link dev.jobgrid.retention.RetentionRules}. */
@NullMarked
package dev.jobgrid.retention;

import org.jspecify.annotations.NullMarked;
