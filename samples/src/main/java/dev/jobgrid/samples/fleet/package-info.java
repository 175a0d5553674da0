/**
 * How much of a fleet a policy fills, on traces of real clusters or drawn ones. Start at
 * {@link dev.jobgrid.samples.fleet.FleetSimulation}.
 */
@NullMarked
package dev.jobgrid.samples.fleet;

import org.jspecify.annotations.NullMarked;
