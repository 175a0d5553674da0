/** §05: uploads. Start at {@link dev.jobgrid.internal.inputs.InputUploads}. */
@NullMarked
package dev.jobgrid.internal.inputs;

import org.jspecify.annotations.NullMarked;
