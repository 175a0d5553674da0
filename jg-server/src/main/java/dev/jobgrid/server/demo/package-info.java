/**
 * One job from its estimate to its downloaded artifact, as a client of the HTTP API would do it. Start at
 * {@link dev.jobgrid.server.demo.Demo}. Knows no class of JobGrid, only its address and a key.
 */
@NullMarked
package dev.jobgrid.server.demo;

import org.jspecify.annotations.NullMarked;
