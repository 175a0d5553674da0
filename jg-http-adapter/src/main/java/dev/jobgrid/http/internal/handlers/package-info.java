/**
 * The routes, with a handler for each section of the reference. Start at
 * {@link dev.jobgrid.http.internal.handlers.Routes}.
 */
@NullMarked
package dev.jobgrid.http.internal.handlers;

import org.jspecify.annotations.NullMarked;
