/**
 * Cost of a submit, compared with the limits of the database and other job libraries. Start at {@link
 * dev.jobgrid.bench.store.StoreBenchmarks}.
 */
@NullMarked
package dev.jobgrid.bench.store;

import org.jspecify.annotations.NullMarked;
