/**
 * What a grid is built on, and its policies: each an interface that an adapter implements and the contracts of jg-testkit hold it
 * to. Stores are in {@link dev.jobgrid.spi.store}, executors in {@link dev.jobgrid.spi.executor}, the sending of callbacks in
 * {@link dev.jobgrid.spi.callback}.
 */
@NullMarked
package dev.jobgrid.spi;

import org.jspecify.annotations.NullMarked;
