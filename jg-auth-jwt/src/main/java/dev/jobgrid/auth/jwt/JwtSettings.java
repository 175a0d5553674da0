package dev.jobgrid.auth.jwt;

import dev.jobgrid.errors.SettingCheck;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * Which tokens are accepted.
 *
 * @param issuer the exact {@code iss} of tokens
 * @param audiences values any of which must be in a token's {@code aud}: the address of the MCP endpoint, as clients use it
 * @param keys the address of the issuer's keys (JWKS); https, or http on this machine
 * @param leeway the tolerated clock difference, at most 5 minutes
 * @param clock checks expiry of tokens
 */
public record JwtSettings(URI issuer, Set<String> audiences, URI keys, Duration leeway, InstantSource clock) {
    private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);

    /** Checks and copies. */
    public JwtSettings {
        SettingCheck.present("issuer", issuer);
        SettingCheck.present("keys", keys);
        SettingCheck.present("clock", clock);
        SettingCheck.between("leeway", leeway, Duration.ZERO, MAX_LEEWAY);
        audiences = Set.copyOf(SettingCheck.present("audiences", audiences));
        if (audiences.isEmpty()) {
            throw new IllegalArgumentException(
                    "audiences is empty; a token that is for anyone would be taken. Give the endpoint's address");
        }
        boolean isLocal = Set.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(keys.getHost()));
        if (!"https".equalsIgnoreCase(keys.getScheme()) && !(isLocal && "http".equalsIgnoreCase(keys.getScheme()))) {
            throw new IllegalArgumentException("keys must be an https address, not " + keys);
        }
    }

    /** With a leeway of a minute and the system's clock. */
    public static JwtSettings of(URI issuer, Set<String> audiences, URI keys) {
        return new JwtSettings(issuer, audiences, keys, Duration.ofMinutes(1), InstantSource.system());
    }
}
