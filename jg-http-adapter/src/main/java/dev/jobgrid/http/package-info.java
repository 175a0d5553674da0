/**
 * The /v1 routes as a servlet to mount anywhere; jg-http-jetty is a server of its own. Start at
 * {@link dev.jobgrid.http.HttpAdapter}, and at {@code Routes} for the handler of each route. Only translates: what may be done and what it means is decided by the grid,
 * what the JSON looks like by {@code dev.jobgrid.wire}.
 */
@NullMarked
package dev.jobgrid.http;

import org.jspecify.annotations.NullMarked;
