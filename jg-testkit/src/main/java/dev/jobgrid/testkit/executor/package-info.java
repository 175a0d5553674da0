/**
 * What every executor must do: extend {@link dev.jobgrid.testkit.executor.GpuExecutorContract} and say how to open yours.
 */
@NullMarked
package dev.jobgrid.testkit.executor;

import org.jspecify.annotations.NullMarked;
