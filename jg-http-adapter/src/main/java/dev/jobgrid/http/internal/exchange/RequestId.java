package dev.jobgrid.http.internal.exchange;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of a request, for its response and the log: the client's, if valid. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:@/+=-]{1,128}");

    private RequestId() {}

    /** Sets it on the response, where {@link #of} reads it. */
    public static void set(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(HEADER, from(request.getHeader(HEADER)));
    }

    public static String of(HttpServletResponse response) {
        String id = response.getHeader(HEADER);
        return id == null ? from(null) : id;
    }

    public static String from(@Nullable String given) {
        return given != null && SANE.matcher(given).matches() ? given : "req_" + random();
    }

    /** Not a secret, so it needs no secure random source. */
    private static UUID random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong());
    }
}
