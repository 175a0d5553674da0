/**
 * What is wrong with a draft, and whether it needs a GPU. Start at {@link dev.jobgrid.internal.screening.Screener}. Pure, but
 * that inputs and templates are looked up, and that inputs are noted as used.
 */
@NullMarked
package dev.jobgrid.internal.screening;

import org.jspecify.annotations.NullMarked;
