/**
 * The seeded simulation of a whole grid: one thread, one clock, a scripted engine, crashes at any call to the store.
 * Start at {@link dev.jobgrid.testkit.sim.PipelineSimulation}. The parts are useful in other tests as well.
 */
@NullMarked
package dev.jobgrid.testkit.sim;

import org.jspecify.annotations.NullMarked;
