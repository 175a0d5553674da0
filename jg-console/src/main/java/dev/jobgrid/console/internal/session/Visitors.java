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
    private final OperatorSessions operators;

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
        this.operators = new OperatorSessions(clock);
    }

    /**
     * Who sent the request; empty if they have to sign in.
     *
     * @throws dev.jobgrid.errors.JobGridException if that cannot be decided now
     */
    public Optional<Visitor> of(ConsoleRequest request) {
        if (ways.operators().test(request.servlet())) {
            return Optional.of(operator(request, Visitor.Kind.OPERATOR, new Secret("operator")));
        }
        Optional<Secret> token = cookie.token(request);
        if (token.filter(OperatorSessions::isOperators)
                .filter(operators::isOpen)
                .isPresent()) {
            return token.map(session -> operator(request, Visitor.Kind.ADMITTED, session));
        }
        Optional<Caller> guest = ways.callers().apply(request.servlet());
        if (guest.isPresent()) {
            Secret proof = new Secret(
                    "guest " + guest.get().workspace() + " " + guest.get().subject());
            return guest.map(caller -> new Visitor(caller, Visitor.Kind.GUEST, proof));
        }
        return token.filter(key -> !OperatorSessions.isOperators(key))
                .flatMap(key -> ways.authenticator()
                        .authenticate(key.value(), request.address())
                        .map(caller -> new Visitor(caller, Visitor.Kind.SIGNED_IN, key)));
    }

    private static Visitor operator(ConsoleRequest request, Visitor.Kind kind, Secret proof) {
        Caller caller = new Caller(
                workspace(request),
                "operator",
                Caller.owner(WorkspaceId.DEFAULT).scopes());
        return new Visitor(caller, kind, proof);
    }

    /** A ticket that opens an operator's session here, once, for 60 seconds. */
    public Secret operatorTicket() {
        return operators.issueTicket();
    }

    /** Begins an operator's session with a ticket, which is used up. */
    public Login admit(ConsoleRequest request, String ticket) {
        Optional<Secret> session = operators.open(ticket);
        if (session.isPresent()) {
            return new Login(cookie.begin(request, session.get()), 303, "", Optional.empty());
        }
        return wrong(
                request,
                "This address was used already, is older than "
                        + OperatorSessions.TICKET_LIFETIME.toSeconds() + " s, or is another server's."
                        + " Run jg console again.");
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
            return wrong(request, "This key is unknown, expired, revoked, or not allowed from this address.");
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

    private Login wrong(ConsoleRequest request, String why) {
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
        return Login.refused(401, why);
    }

    /** Whether a browser keeps a session at this address: by HTTPS, and on this machine. */
    public boolean keepsSession(ConsoleRequest request) {
        // Browsers say from where a request comes on addresses that they trust, and on no others.
        return request.header("Sec-Fetch-Site").isPresent()
                || request.servlet().isSecure()
                || SessionCookie.isPlainLoopback(request);
    }

    /** Ends the session of an operator, and gives the header's value that ends any session in this browser. */
    public String signOut(ConsoleRequest request) {
        cookie.token(request).ifPresent(operators::close);
        return cookie.end(request);
    }

    /** The header's value of a cookie that is no secret, below the mount. */
    public static String plainCookie(ConsoleRequest request, String name, String value, Duration lifetime) {
        return SessionCookie.cookie(request, name, value, lifetime) + "; HttpOnly";
    }
}
