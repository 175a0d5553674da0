/**
 * The ports of a store: where jobs with their events, logs, files and credits are stored. Start at
 * {@link dev.jobgrid.spi.store.Storage}; test a database of your own with the contracts of jg-testkit.
 */
@NullMarked
package dev.jobgrid.spi.store;

import org.jspecify.annotations.NullMarked;
