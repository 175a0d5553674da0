package dev.jobgrid.wire.response;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The response to {@code POST /oauth/introspect} (RFC 7662). */
public record IntrospectionJson(
        boolean active,
        @Nullable String iss,
        @Nullable String aud,
        @Nullable String sub,
        @Nullable String workspaceId,
        @Nullable String scope,
        @Nullable Long exp) {
    /** An unknown, expired or revoked token. Contains nothing else, as the standard requires. */
    public static final IntrospectionJson INACTIVE = new IntrospectionJson(false, null, null, null, null, null, null);

    /** The holder of the token. */
    public static IntrospectionJson active(Caller caller, String issuer, String audience, Optional<Instant> expires) {
        return new IntrospectionJson(
                true,
                issuer,
                audience,
                caller.subject(),
                caller.workspace().value(),
                caller.scopes().stream().sorted().map(Scope::published).collect(Collectors.joining(" ")),
                expires.map(Instant::getEpochSecond).orElse(null));
    }
}
