/**
 * The ports of a store: where jobs with their events, logs, files and credits are kept. Start at
 * {@link dev.jobgrid.spi.store.Storage}; a database of your own is held by the contracts of jg-testkit.
 */
@NullMarked
package dev.jobgrid.spi.store;

import org.jspecify.annotations.NullMarked;
