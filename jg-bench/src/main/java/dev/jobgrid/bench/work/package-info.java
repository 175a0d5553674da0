/**
 * Cost of running jobs, compared with other job libraries and the limits of the database: draining a queue, from a
 * submit to its start, reading when much is stored, and logs. Start at {@link dev.jobgrid.bench.work.DrainBenchmark}.
 */
@NullMarked
package dev.jobgrid.bench.work;

import org.jspecify.annotations.NullMarked;
