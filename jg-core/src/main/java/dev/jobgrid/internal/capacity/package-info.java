/**
 * Devices of nodes, allocations, and quarantined nodes, images and GPUs. Start at
 * {@link dev.jobgrid.internal.capacity.Capacity}.
 */
@NullMarked
package dev.jobgrid.internal.capacity;

import org.jspecify.annotations.NullMarked;
