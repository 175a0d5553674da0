package dev.jobgrid.console.internal.session;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.console.internal.web.ConsoleRequest;
import dev.jobgrid.http.signing.Sealer;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.id.WorkspaceId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds out who sent a request. A session's key or token is looked up again at each one, so that revoking it, its end and the
 * addresses that it is bound to hold at once. Thread-safe.
 */
public final class Visitors {
    /** The cookie with the workspace that an operator chose. */
    public static final String WORKSPACE = "jg_workspace";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,4096}=*");

    private final Ways ways;
    private final ApiKeys keys;
    private final SessionCookie cookie;

    /**
     * The ways in, as the embedder says.
     *
     * @param authenticator finds the callers of tokens
     * @param callers the caller of a request that needs no login
     * @param operators which requests are an operator's
     */
    public record Ways(
            Authenticator authenticator,
            Function<HttpServletRequest, Optional<Caller>> callers,
            Predicate<HttpServletRequest> operators) {}

    /** Visitors by these ways. */
    public Visitors(Ways ways, ApiKeys keys, SigningKeys signing, InstantSource clock) {
        this.ways = ways;
        this.keys = keys;
        this.cookie = new SessionCookie(new Sealer(signing, "console session"), clock);
    }

    /**
     * Who sent the request; empty if they have to sign in.
     *
     * @throws dev.jobgrid.errors.JobGridException if that cannot be decided now
     */
    public Optional<Visitor> of(ConsoleRequest request) {
        if (ways.operators().test(request.servlet())) {
            Caller caller = new Caller(
                    workspace(request),
                    "operator",
                    Caller.owner(WorkspaceId.DEFAULT).scopes());
            return Optional.of(new Visitor(caller, Visitor.Kind.OPERATOR, new Secret("operator")));
        }
        Optional<Caller> guest = ways.callers().apply(request.servlet());
        if (guest.isPresent()) {
            Secret proof = new Secret(
                    "guest " + guest.get().workspace() + " " + guest.get().subject());
            return guest.map(caller -> new Visitor(caller, Visitor.Kind.GUEST, proof));
        }
        return cookie.token(request)
                .flatMap(token -> ways.authenticator()
                        .authenticate(token.value(), request.address())
                        .map(caller -> new Visitor(caller, Visitor.Kind.SIGNED_IN, token)));
    }

    private static WorkspaceId workspace(ConsoleRequest request) {
        try {
            return request.cookie(WORKSPACE).map(WorkspaceId::new).orElse(WorkspaceId.DEFAULT);
        } catch (IllegalArgumentException e) {
            return WorkspaceId.DEFAULT;
        }
    }

    /**
     * What came of signing in.
     *
     * @param cookie the header's value that begins the session, if one begins
     * @param status the status of the answer
     * @param refusal why no session begins, in a sentence
     * @param retryAfter when to try again, if too many wrong keys came
     */
    public record Login(Optional<String> cookie, int status, String refusal, Optional<Duration> retryAfter) {
        static Login refused(int status, String why) {
            return new Login(Optional.empty(), status, why, Optional.empty());
        }
    }

    /**
     * Signs in with a key or token.
     *
     * @throws dev.jobgrid.errors.JobGridException if it cannot be looked up now
     */
    public Login signIn(ConsoleRequest request, String given) {
        String token = given.strip();
        Optional<Caller> caller = TOKEN.matcher(token).matches()
                ? ways.authenticator().authenticate(token, request.address())
                : Optional.empty();
        if (caller.isEmpty()) {
            return wrong(request);
        }
        if (!caller.get().scopes().contains(Scope.JOBS_READ)) {
            return Login.refused(
                    403, "This key may not read jobs. Use one with the scope " + Scope.JOBS_READ.published() + ".");
        }
        Optional<String> begun = cookie.begin(request, new Secret(token));
        return begun.isPresent()
                ? new Login(begun, 303, "", Optional.empty())
                : Login.refused(
                        400,
                        "This token is too long for a cookie, which holds about 2,800 characters. Use an API key.");
    }

    private Login wrong(ConsoleRequest request) {
        Optional<Duration> wait = keys.recordWrongKey(request.address());
        if (wait.isPresent()) {
            Duration seconds = Duration.ofSeconds(
                    Math.max(1, wait.get().plusNanos(999_999_999).toSeconds()));
            return new Login(
                    Optional.empty(),
                    429,
                    "Too many wrong keys came from this address. Try again in " + seconds.toSeconds() + " s.",
                    Optional.of(seconds));
        }
        return Login.refused(401, "This key is unknown, expired, revoked, or not allowed from this address.");
    }

    /** Whether a browser keeps a session at this address: by HTTPS, and on this machine. */
    public boolean keepsSession(ConsoleRequest request) {
        // Browsers say from where a request comes on addresses that they trust, and on no others.
        return request.header("Sec-Fetch-Site").isPresent()
                || request.servlet().isSecure()
                || SessionCookie.isPlainLoopback(request);
    }

    /** The header's value that ends the session in this browser. */
    public String signOut(ConsoleRequest request) {
        return cookie.end(request);
    }

    /** The header's value of a cookie that is no secret, below the mount. */
    public static String plainCookie(ConsoleRequest request, String name, String value, Duration lifetime) {
        return SessionCookie.cookie(request, name, value, lifetime) + "; HttpOnly";
    }
}
