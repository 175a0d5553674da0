package dev.jobgrid.http;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import io.javalin.http.Context;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** §02: tells who calls by the {@code Authorization} header. What the caller may do is the grid's to say. */
record BearerAuth(Authenticator authenticator) {
    private static final Pattern FORM = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]{1,4096}=*) *");

    /**
     * The caller.
     *
     * @throws JobGridException UNAUTHORIZED if the header is missing, of another scheme, or holds a token of nobody's
     */
    Caller caller(Context ctx) {
        return authenticator
                .authenticate(token(ctx))
                .orElseThrow(() -> refused("the API key is unknown, expired or revoked"));
    }

    /** Whether a text could stand in the header. */
    static boolean isToken(String text) {
        return FORM.matcher("Bearer " + text).matches();
    }

    /**
     * The token in the header, whoever holds it.
     *
     * @throws JobGridException UNAUTHORIZED if the header is missing or of another scheme
     */
    static String token(Context ctx) {
        @Nullable String header = ctx.header("Authorization");
        if (header == null) {
            throw refused("this route needs the header Authorization: Bearer <API key>");
        }
        Matcher parts = FORM.matcher(header);
        if (!parts.matches()) {
            throw refused("the Authorization header must be: Bearer <API key>");
        }
        return parts.group(1);
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.UNAUTHORIZED, message);
    }
}
