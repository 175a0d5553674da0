/**
 * A container's log, followed where the Engine supports that, else polled, from a position. Start at
 * {@link dev.jobgrid.executor.docker.internal.logs.LogReader}.
 */
@NullMarked
package dev.jobgrid.executor.docker.internal.logs;

import org.jspecify.annotations.NullMarked;
