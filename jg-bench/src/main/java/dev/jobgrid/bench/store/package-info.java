/**
 * What a submit costs beside the limits of the database and beside other job libraries. Start at
 * {@link dev.jobgrid.bench.store.StoreBenchmarks}.
 */
@NullMarked
package dev.jobgrid.bench.store;

import org.jspecify.annotations.NullMarked;
