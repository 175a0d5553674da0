/**
 * Authentication: bearer tokens, service keys, and the authenticator behind them. Start at
 * {@link dev.jobgrid.http.internal.auth.BearerAuth}.
 */
@NullMarked
package dev.jobgrid.http.internal.auth;

import org.jspecify.annotations.NullMarked;
