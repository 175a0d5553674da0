/** Stores the logs and artifacts of runs. Start at {@link dev.jobgrid.internal.collect.LogRecorder}. */
@NullMarked
package dev.jobgrid.internal.collect;

import org.jspecify.annotations.NullMarked;
