/** The jg command, a class for each of its commands. Start at {@link dev.jobgrid.samples.cli.Jg}. */
@NullMarked
package dev.jobgrid.samples.cli;

import org.jspecify.annotations.NullMarked;
