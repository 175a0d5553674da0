/** §05: uploads. Start at {@link dev.jobgrid.internal.inputs.Uploads}. */
@NullMarked
package dev.jobgrid.internal.inputs;

import org.jspecify.annotations.NullMarked;
