/**
 * Which grid a command talks to: one that a server runs, or one of this process on a data folder. Start at
 * {@link dev.jobgrid.server.cli.grid.GridOptions}.
 */
@NullMarked
package dev.jobgrid.server.cli.grid;

import org.jspecify.annotations.NullMarked;
