/**
 * How much time passes, whoever sets the clock meanwhile. Start at {@link dev.jobgrid.internal.time.Stopwatch}.
 */
@NullMarked
package dev.jobgrid.internal.time;

import org.jspecify.annotations.NullMarked;
