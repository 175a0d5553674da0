/**
 * §11: decides when callbacks are sent and what follows from their answers. Start at
 * {@link dev.jobgrid.internal.callbacks.CallbackDispatcher}. Never talks to the network.
 */
@NullMarked
package dev.jobgrid.internal.callbacks;

import org.jspecify.annotations.NullMarked;
