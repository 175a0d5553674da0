/**
 * §02, §12: tokens of an identity provider instead of API keys. Start at {@link dev.jobgrid.auth.jwt.JwtAuthenticator}, which
 * fits the HTTP adapter as well.
 */
@NullMarked
package dev.jobgrid.auth.jwt;

import org.jspecify.annotations.NullMarked;
