/** Benchmarks of routing decisions. Start at {@link dev.jobgrid.bench.routing.DecisionBenchmark}. */
@NullMarked
package dev.jobgrid.bench.routing;

import org.jspecify.annotations.NullMarked;
