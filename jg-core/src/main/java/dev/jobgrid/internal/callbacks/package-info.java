/**
 * §11: decides when callbacks are sent and retried. Start at {@link dev.jobgrid.internal.callbacks.CallbackDispatcher}.
 * No network access.
 */
@NullMarked
package dev.jobgrid.internal.callbacks;

import org.jspecify.annotations.NullMarked;
