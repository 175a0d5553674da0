/** A grid in memory for an embedder's tests. Start at {@link dev.jobgrid.testkit.grid.GridFixture}. */
@NullMarked
package dev.jobgrid.testkit.grid;

import org.jspecify.annotations.NullMarked;
