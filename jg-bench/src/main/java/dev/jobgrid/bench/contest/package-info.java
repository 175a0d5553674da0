/**
 * What benchmarks of several contenders share: an empty database for each, and what it uses of processors, log and tables. Start at
 * {@link dev.jobgrid.bench.contest.Usage}.
 */
@NullMarked
package dev.jobgrid.bench.contest;

import org.jspecify.annotations.NullMarked;
