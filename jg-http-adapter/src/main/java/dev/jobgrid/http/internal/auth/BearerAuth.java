package dev.jobgrid.http.internal.auth;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.http.internal.exchange.HttpRefusal;
import dev.jobgrid.http.internal.exchange.OutageLog;
import dev.jobgrid.http.internal.exchange.RequestId;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** §02: authenticates callers by the {@code Authorization} header. The grid decides on permissions. */
public record BearerAuth(Authenticator authenticator, BaseUrl base, ApiKeys keys) {
    private static final OutageLog OUTAGES =
            new OutageLog(System.getLogger(BearerAuth.class.getName()), "tokens cannot be verified now");
    private static final String SCHEME = "Bearer";
    private static final int MAX_LENGTH = 4096;

    /**
     * The caller.
     *
     * @throws JobGridException UNAUTHORIZED if the header is missing, of another scheme, or holds an invalid token
     */
    public Caller caller(Context ctx) {
        return holder(ctx, token(ctx))
                .orElseThrow(
                        () -> wrong(ctx, "the API key is unknown, expired, revoked, or not allowed from this address"));
    }

    /**
     * Checks whether the same token still names the same caller, each time it is called. Does not use the request, which
     * may have ended by then.
     */
    public BooleanSupplier recheck(Context ctx, Caller caller) {
        String token = token(ctx);
        String address = base.client(ctx.req());
        return () -> authenticator
                .authenticate(token, address)
                .filter(caller::equals)
                .isPresent();
    }

    /**
     * The holder of a token, if it may be used from the request's address.
     *
     * @throws HttpRefusal 503 if it cannot be verified now
     */
    public Optional<Caller> holder(Context ctx, String token) {
        try {
            return authenticator.authenticate(token, base.client(ctx.req()));
        } catch (JobGridException e) {
            if (e.code() != ErrorCode.INTERNAL_ERROR) {
                throw e;
            }
            OUTAGES.log(RequestId.of(ctx.res()), e);
            throw new HttpRefusal(503, e.code(), "tokens cannot be verified now; try again in 5 s")
                    .with("Retry-After", "5");
        }
    }

    /** Records a wrong key in the header; returns the refusal for that, or for too many. */
    public RuntimeException wrong(Context ctx, String message) {
        return keys.recordWrongKey(base.client(ctx.req()))
                .<RuntimeException>map(BearerAuth::tooMany)
                .orElseGet(() -> refused(message));
    }

    private static HttpRefusal tooMany(Duration wait) {
        long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
        return new HttpRefusal(
                        429,
                        ErrorCode.UNAUTHORIZED,
                        "too many wrong API keys came from this address; try again in " + seconds + " s")
                .with("Retry-After", "" + seconds);
    }

    /**
     * Whether a text has the form of a token: {@code [A-Za-z0-9._~+/-]{1,4096}=*}. By hand: it is called for every
     * request, and a regular expression takes ten times as long.
     */
    public static boolean isToken(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        boolean fits = end >= 1 && end <= MAX_LENGTH;
        for (int i = 0; fits && i < end; i++) {
            char c = text.charAt(i);
            fits = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || "._~+/-".indexOf(c) >= 0;
        }
        return fits;
    }

    /**
     * The token in the header, unverified.
     *
     * @throws JobGridException UNAUTHORIZED if the header is missing or of another scheme
     */
    public static String token(Context ctx) {
        @Nullable String header = ctx.header("Authorization");
        if (header == null) {
            throw refused("this route needs the header Authorization: Bearer <API key>");
        }
        String token =
                header.substring(Math.min(header.length(), SCHEME.length())).strip();
        if (!header.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1) || !isToken(token)) {
            throw refused("the Authorization header must be: Bearer <API key>");
        }
        return token;
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.UNAUTHORIZED, message);
    }
}
