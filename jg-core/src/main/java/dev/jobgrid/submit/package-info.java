/** §06: handing a job in. Start at {@link dev.jobgrid.submit.SubmitOptions}. */
@NullMarked
package dev.jobgrid.submit;

import org.jspecify.annotations.NullMarked;
