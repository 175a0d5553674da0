/** §06: submitting jobs. Start at {@link dev.jobgrid.submit.SubmitOptions}. */
@NullMarked
package dev.jobgrid.submit;

import org.jspecify.annotations.NullMarked;
