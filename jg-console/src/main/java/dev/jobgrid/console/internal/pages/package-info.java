/**
 * The pages: each reads what it shows from the grid, as the visitor, and hands it to its template. Start at {@link
 * dev.jobgrid.console.internal.pages.PageTable}, which says who may ask for what.
 */
@NullMarked
package dev.jobgrid.console.internal.pages;

import org.jspecify.annotations.NullMarked;
