package dev.jobgrid.console.internal.session;

import dev.jobgrid.auth.IpAddress;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.console.internal.web.ConsoleRequest;
import dev.jobgrid.http.signing.Sealer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cookie of a session: its token, sealed, with its end. Nothing is stored, so that any server with the same signing keys
 * opens it. Its path is not said: browsers take the folder of the address that set it, which is the mount as they see it, also
 * behind a proxy that changes the prefix. So only addresses directly below the mount set cookies. Thread-safe.
 *
 * @param sealer seals the tokens
 * @param clock tells when a session has ended
 */
record SessionCookie(Sealer sealer, InstantSource clock) {
    static final String NAME = "jg_console";
    static final Duration LIFETIME = Duration.ofHours(12);

    /** Browsers drop a cookie of more than 4,096 bytes with its name and attributes. */
    private static final int MAX_BYTES = 3_800;

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?(::1|(0:){7}1)]?");

    /** The token of the request's session; empty if there is none, it has ended, or the cookie is not one of ours. */
    Optional<Secret> token(ConsoleRequest request) {
        return request.cookie(NAME)
                .filter(value -> value.length() <= 2 * MAX_BYTES)
                .flatMap(sealer::open)
                .flatMap(text -> {
                    int space = text.indexOf(' ');
                    boolean isOver = Instant.ofEpochSecond(Long.parseLong(text.substring(0, space)))
                            .isBefore(clock.instant());
                    return isOver ? Optional.empty() : Optional.of(new Secret(text.substring(space + 1)));
                });
    }

    /** The header's value that begins a session; empty if the token is too long for a cookie. */
    Optional<String> begin(ConsoleRequest request, Secret token) {
        long end = clock.instant().plus(LIFETIME).getEpochSecond();
        String sealed = sealer.seal(end + " " + token.value());
        return sealed.length() > MAX_BYTES
                ? Optional.empty()
                : Optional.of(cookie(request, NAME, sealed, LIFETIME) + "; HttpOnly");
    }

    /** The header's value that removes the cookie. */
    String end(ConsoleRequest request) {
        return cookie(request, NAME, "", Duration.ZERO) + "; HttpOnly";
    }

    /** A cookie below the mount. */
    static String cookie(ConsoleRequest request, String name, String value, Duration lifetime) {
        return name + "=" + value + "; Max-Age=" + lifetime.toSeconds() + "; SameSite=Lax"
                + (isPlainLoopback(request) ? "" : "; Secure");
    }

    /** Whether the browser is on this machine and speaks to us without TLS: only there a session needs none. */
    static boolean isPlainLoopback(ConsoleRequest request) {
        return request.servlet().getScheme().equalsIgnoreCase("http")
                && request.header("X-Forwarded-Proto").isEmpty()
                && LOOPBACK.matcher(request.servlet().getServerName()).matches()
                && IpAddress.read(request.address())
                        .map(IpAddress::toString)
                        .map(address -> LOOPBACK.matcher(address).matches())
                        .orElse(false);
    }
}
