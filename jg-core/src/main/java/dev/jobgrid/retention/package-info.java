/** What is kept, and for how long. Start at {@link dev.jobgrid.retention.RetentionRules}. */
@NullMarked
package dev.jobgrid.retention;

import org.jspecify.annotations.NullMarked;
