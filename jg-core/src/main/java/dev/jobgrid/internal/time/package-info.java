/** Elapsed time, independent of changes of the wall clock. Start at {@link dev.jobgrid.internal.time.Stopwatch}. */
@NullMarked
package dev.jobgrid.internal.time;

import org.jspecify.annotations.NullMarked;
