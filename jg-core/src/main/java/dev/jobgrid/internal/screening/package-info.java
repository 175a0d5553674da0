/**
 * Violations of a draft, and whether it needs a GPU. Start at {@link dev.jobgrid.internal.screening.Screener}. Pure,
 * except that inputs and templates are read, and uses of inputs are recorded.
 */
@NullMarked
package dev.jobgrid.internal.screening;

import org.jspecify.annotations.NullMarked;
