/** What a {@link dev.jobgrid.JobGrid} has to do, to test one with. Start at {@link dev.jobgrid.testkit.grid.JobGridContract}. */
@NullMarked
package dev.jobgrid.testkit.grid;

import org.jspecify.annotations.NullMarked;
