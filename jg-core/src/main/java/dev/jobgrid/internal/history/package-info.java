/**
 * Predictions from earlier jobs: runtimes, costs, and when a GPU is released. Start at
 * {@link dev.jobgrid.internal.history.History}.
 */
@NullMarked
package dev.jobgrid.internal.history;

import org.jspecify.annotations.NullMarked;
