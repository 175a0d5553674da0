/**
 * The console: the grid in a browser, for those who submit jobs and those who operate it. Start at {@link
 * dev.jobgrid.console.Console}. Everything it shows comes from the grid's facade.
 */
@NullMarked
package dev.jobgrid.console;

import org.jspecify.annotations.NullMarked;
