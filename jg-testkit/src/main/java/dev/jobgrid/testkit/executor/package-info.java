/**
 * What every executor must do: extend {@link dev.jobgrid.testkit.executor.GpuExecutorContract} and say how to open yours.
 * Its tests are in one interface for each subject: RunLaunchContract, RunStopContract, RunAttachContract and so on.
 */
@NullMarked
package dev.jobgrid.testkit.executor;

import org.jspecify.annotations.NullMarked;
