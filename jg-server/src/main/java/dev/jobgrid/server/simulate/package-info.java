/**
 * How much of a fleet a policy fills, on traces of real clusters or drawn ones. Start at
 * {@link dev.jobgrid.server.simulate.FleetSimulation}.
 */
@NullMarked
package dev.jobgrid.server.simulate;

import org.jspecify.annotations.NullMarked;
