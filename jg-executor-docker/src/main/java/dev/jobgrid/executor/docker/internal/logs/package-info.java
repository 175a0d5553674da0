/**
 * A container's log, followed where the Engine can, else polled, and read on from a position. Start at
 * {@link dev.jobgrid.executor.docker.internal.logs.LogReader}.
 */
@NullMarked
package dev.jobgrid.executor.docker.internal.logs;

import org.jspecify.annotations.NullMarked;
