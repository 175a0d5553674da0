/**
 * §02, §12: tokens of an identity provider instead of API keys. Start at {@link dev.jobgrid.mcp.jwt.JwtAuthenticator}, which
 * fits the HTTP adapter as well.
 */
@NullMarked
package dev.jobgrid.mcp.jwt;

import org.jspecify.annotations.NullMarked;
