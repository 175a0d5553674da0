/**
 * A grid of another process, over the published HTTP surface, with the JDK's client. Start at
 * {@link dev.jobgrid.client.RemoteGridBuilder}; {@code RemoteGrid} maps methods to routes, and {@code Server} retries.
 */
@NullMarked
package dev.jobgrid.client;

import org.jspecify.annotations.NullMarked;
