/**
 * A request and its response, whatever the route: bodies, ranges, JSON, errors, ids, origins, and responses that wait without a
 * thread. Start at {@link dev.jobgrid.http.internal.exchange.MountedRequest} and
 * {@link dev.jobgrid.http.internal.exchange.ErrorResponses}.
 */
@NullMarked
package dev.jobgrid.http.internal.exchange;

import org.jspecify.annotations.NullMarked;
