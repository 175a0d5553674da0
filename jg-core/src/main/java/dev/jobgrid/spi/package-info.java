/** What a grid is built on: stores, blobs, executors. Each is an interface that an adapter implements and the contract suites of jg-testkit hold it to. Start at {@link dev.jobgrid.spi.Storage} and {@link dev.jobgrid.spi.GpuExecutor}. */
@NullMarked
package dev.jobgrid.spi;

import org.jspecify.annotations.NullMarked;
