/**
 * What the embedder plugged in, called so that no failure of it reaches further than it must. Start at
 * {@link dev.jobgrid.internal.plugins.GuardedPlugins}. Decides nothing of its own but what stands in for an answer that never
 * came.
 */
@NullMarked
package dev.jobgrid.internal.plugins;

import org.jspecify.annotations.NullMarked;
