/**
 * The pure routing kernel: where a job should run, and why not elsewhere. Start at {@link dev.jobgrid.routing.Router}.
 * Nothing here reads a clock, a file, a setting or a random number, and nothing logs.
 */
@NullMarked
package dev.jobgrid.routing;

import org.jspecify.annotations.NullMarked;
