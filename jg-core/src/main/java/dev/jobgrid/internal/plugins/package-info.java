/**
 * Guarded calls of the embedder's plug-ins, which contain their failures. Start at
 * {@link dev.jobgrid.internal.plugins.GuardedPlugins}. Decides only which default replaces a missing answer.
 */
@NullMarked
package dev.jobgrid.internal.plugins;

import org.jspecify.annotations.NullMarked;
