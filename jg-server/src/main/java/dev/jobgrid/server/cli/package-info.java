/** The jg command, a class for each of its commands. Start at {@link dev.jobgrid.server.cli.Jg}. */
@NullMarked
package dev.jobgrid.server.cli;

import org.jspecify.annotations.NullMarked;
