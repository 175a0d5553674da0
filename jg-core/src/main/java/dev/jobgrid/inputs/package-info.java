/** §05: files uploaded for jobs. Start at {@link dev.jobgrid.inputs.JobInput}. */
@NullMarked
package dev.jobgrid.inputs;

import org.jspecify.annotations.NullMarked;
