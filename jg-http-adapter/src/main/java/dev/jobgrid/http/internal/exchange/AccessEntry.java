package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.spi.GridClock;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Creates the entries of an access log. Immutable. */
public record AccessEntry(AccessLog log, BaseUrl base, GridClock clock) {
    public static final AccessLog NONE = entry -> {};

    /** Where a servlet beside ours says it too, which does not know us. */
    private static final String CALLER = Caller.class.getName();

    private static final String ROUTE = AccessEntry.class.getName() + ".route";
    private static final int MAX_LENGTH = 256;

    /** Matches keys that a client put into a path by mistake. */
    private static final Pattern KEY = Pattern.compile("(jg_|eyJ)[A-Za-z0-9_.-]{16,}");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** Records the caller, for the entry at the end. */
    public static void note(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    /** Records the route, for the entry at the end. */
    public static void note(HttpServletRequest request, String route) {
        request.setAttribute(ROUTE, route);
    }

    /** The arrival of a request, by the wall clock for the entry and by the monotonic clock for its duration. */
    public record Arrival(Instant at, long nanos) {}

    /** An arrival now. */
    public Arrival arrival() {
        return new Arrival(clock.instant(), clock.nanoTime());
    }

    public void answered(HttpServletRequest request, HttpServletResponse response, Arrival came) {
        if (log.equals(NONE)) {
            return;
        }
        Optional<Caller> caller =
                Optional.ofNullable(request.getAttribute(CALLER)).map(Caller.class::cast);
        log.answered(new AccessLog.Entry(
                came.at(),
                RequestId.of(response),
                base.client(request),
                request.getMethod(),
                plain(request.getRequestURI()),
                Optional.ofNullable(request.getAttribute(ROUTE)).map(String.class::cast),
                response.getStatus(),
                Duration.ofNanos(clock.nanoTime() - came.nanos()),
                caller.map(Caller::subject),
                caller.map(who -> who.workspace().value())));
    }

    private static String plain(String path) {
        String shown = CONTROL.matcher(KEY.matcher(path).replaceAll("***")).replaceAll("?");
        return shown.length() <= MAX_LENGTH ? shown : shown.substring(0, MAX_LENGTH);
    }
}
