/**
 * A grid of another process, over the published HTTP surface, with the JDK's client. Start at
 * {@link dev.jobgrid.client.RemoteGridBuilder}; {@code RemoteGrid} says which route each method takes, and {@code Server}
 * what is tried again.
 */
@NullMarked
package dev.jobgrid.client;

import org.jspecify.annotations.NullMarked;
