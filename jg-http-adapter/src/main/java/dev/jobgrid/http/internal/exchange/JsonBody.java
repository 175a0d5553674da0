package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.wire.WireJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Content negotiation of JSON routes, by headers before the body is read. */
public final class JsonBody {
    public static final String TYPE = "application/json";

    private JsonBody() {}

    /**
     * The whole body.
     *
     * @throws HttpRefusal 413 if it is larger than allowed, 415 if its Content-Type is not JSON
     */
    public static byte[] read(Context ctx) throws IOException {
        if (ctx.req().getContentLengthLong() > WireJson.MAX_BODY_BYTES) {
            throw HttpRefusal.tooLarge("the body", WireJson.MAX_BODY_BYTES);
        }
        byte[] body = ctx.req().getInputStream().readNBytes(WireJson.MAX_BODY_BYTES + 1);
        if (body.length > WireJson.MAX_BODY_BYTES) {
            throw HttpRefusal.tooLarge("the body", WireJson.MAX_BODY_BYTES);
        }
        if (body.length > 0 && !isJson(ctx.req().getContentType())) {
            throw HttpRefusal.invalid(415, "the body must be JSON: send it with Content-Type: application/json");
        }
        return body;
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return true;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    /**
     * Checks that the client accepts this type.
     *
     * @throws HttpRefusal 406 if it does not
     */
    public static void checkAccepted(Context ctx, String response) {
        @Nullable String accept = ctx.header("Accept");
        if (accept != null
                && !accept.isBlank()
                && Arrays.stream(accept.split(",")).noneMatch(range -> takes(range, response))) {
            throw HttpRefusal.invalid(
                    406, "this route answers with " + response + ", which the Accept header rules out");
        }
    }

    private static boolean takes(String range, String response) {
        String[] parts = range.split(";");
        String type = parts[0].strip().toLowerCase(Locale.ROOT);
        boolean refused = Arrays.stream(parts)
                .skip(1)
                .anyMatch(part -> part.replace(" ", "").matches("q=0(\\.0{0,3})?"));
        return !refused
                && (type.equals("*/*") || type.equals(response.replaceAll("/.*", "/*")) || type.equals(response));
    }
}
