/** §09: artifacts of jobs. Start at {@link dev.jobgrid.artifacts.Artifact}. */
@NullMarked
package dev.jobgrid.artifacts;

import org.jspecify.annotations.NullMarked;
