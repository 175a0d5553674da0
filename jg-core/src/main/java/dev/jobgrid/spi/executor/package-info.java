/**
 * The ports of an executor: its nodes, and the runs on them. Start at {@link dev.jobgrid.spi.executor.GpuExecutor} and
 * {@link dev.jobgrid.spi.executor.Run}.
 */
@NullMarked
package dev.jobgrid.spi.executor;

import org.jspecify.annotations.NullMarked;
