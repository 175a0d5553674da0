/** Ids of the entities of a grid. Start at {@link dev.jobgrid.id.JobRef}. */
@NullMarked
package dev.jobgrid.id;

import org.jspecify.annotations.NullMarked;
