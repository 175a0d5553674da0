/**
 * A grid and its HTTP routes in Micrometer's meters. Start at {@link dev.jobgrid.micrometer.GridMeters}.
 */
@NullMarked
package dev.jobgrid.micrometer;

import org.jspecify.annotations.NullMarked;
