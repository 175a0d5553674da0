/**
 * What nodes have, what runs hold of it, and which nodes, images and GPUs are kept from work for now. Start at
 * {@link dev.jobgrid.internal.capacity.Capacity}.
 */
@NullMarked
package dev.jobgrid.internal.capacity;

import org.jspecify.annotations.NullMarked;
