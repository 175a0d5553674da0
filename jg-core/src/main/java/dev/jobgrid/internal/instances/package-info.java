/**
 * The membership of this grid among those that share its store. Start at
 * {@link dev.jobgrid.internal.instances.Membership}.
 */
@NullMarked
package dev.jobgrid.internal.instances;

import org.jspecify.annotations.NullMarked;
