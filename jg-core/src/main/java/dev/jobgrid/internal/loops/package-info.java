/** Threads. Start at {@link dev.jobgrid.internal.loops.ThreadedLoops}. */
@NullMarked
package dev.jobgrid.internal.loops;

import org.jspecify.annotations.NullMarked;
