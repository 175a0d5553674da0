/**
 * The seeded simulation of a whole grid: one thread, one clock, an engine that follows scripts, crashes at any call to the
 * store. Start at {@link dev.jobgrid.testkit.sim.PipelineSimulation}. The parts serve in tests of their own as well.
 */
@NullMarked
package dev.jobgrid.testkit.sim;

import org.jspecify.annotations.NullMarked;
