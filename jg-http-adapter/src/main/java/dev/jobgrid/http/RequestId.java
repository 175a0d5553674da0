package dev.jobgrid.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names a request, in its answer and in the log: as the client did, if that is fit to be written there. */
final class RequestId {
    static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:@/+=-]{1,128}");

    private RequestId() {}

    /** Sets it on the answer, where {@link #of} finds it. */
    static void set(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(HEADER, from(request.getHeader(HEADER)));
    }

    static String of(HttpServletResponse response) {
        String id = response.getHeader(HEADER);
        return id == null ? from(null) : id;
    }

    static String from(@Nullable String given) {
        return given != null && SANE.matcher(given).matches() ? given : "req_" + random();
    }

    /** Nothing is kept secret by it, so it need not be drawn from the source that keys are drawn from. */
    private static UUID random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong());
    }
}
