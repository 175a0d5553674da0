/**
 * The /v1 routes as a servlet to mount anywhere; jg-http-jetty is a server of its own. Start at
 * {@link dev.jobgrid.http.HttpAdapter}, and at {@code Routes} for the handler of each route. It only translates: the grid
 * decides what is allowed and what it means, {@code dev.jobgrid.wire} what the JSON looks like.
 */
@NullMarked
package dev.jobgrid.http;

import org.jspecify.annotations.NullMarked;
