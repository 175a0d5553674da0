/** §06: from a draft to a stored job. Start at {@link dev.jobgrid.internal.submit.Submitter}. */
@NullMarked
package dev.jobgrid.internal.submit;

import org.jspecify.annotations.NullMarked;
