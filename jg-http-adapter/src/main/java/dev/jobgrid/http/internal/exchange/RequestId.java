package dev.jobgrid.http.internal.exchange;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names a request, in its answer and in the log: as the client did, if that is fit to be written there. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:@/+=-]{1,128}");

    private RequestId() {}

    /** Sets it on the answer, where {@link #of} finds it. */
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

    /** Nothing is kept secret by it, so it need not be drawn from the source that keys are drawn from. */
    private static UUID random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong());
    }
}
