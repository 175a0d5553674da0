/** Refusals: one exception, one enum of codes (reference §13). Start at {@link dev.jobgrid.errors.JobGridException}. */
@NullMarked
package dev.jobgrid.errors;

import org.jspecify.annotations.NullMarked;
