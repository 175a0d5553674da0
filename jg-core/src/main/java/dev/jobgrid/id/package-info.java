/** Names of the things a grid keeps. Start at {@link dev.jobgrid.id.JobRef}. */
@NullMarked
package dev.jobgrid.id;

import org.jspecify.annotations.NullMarked;
