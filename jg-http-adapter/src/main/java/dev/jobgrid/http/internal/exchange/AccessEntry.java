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

/** Makes the entries of an access log. Immutable. */
public record AccessEntry(AccessLog log, BaseUrl base, GridClock clock) {
    public static final AccessLog NOBODY = entry -> {};

    /** Where a servlet beside ours says it too, which does not know us. */
    private static final String CALLER = Caller.class.getName();

    private static final String ROUTE = AccessEntry.class.getName() + ".route";
    private static final int MAX_LENGTH = 256;

    /** What looks like a key, wherever a client may have put it by mistake. */
    private static final Pattern KEY = Pattern.compile("(jg_|eyJ)[A-Za-z0-9_.-]{16,}");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** Notes who calls, for the entry at the end. */
    public static void note(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    /** Notes which route a request goes to, for the entry at the end. */
    public static void note(HttpServletRequest request, String route) {
        request.setAttribute(ROUTE, route);
    }

    /** When a request came: as it is told, and as the time it took is measured, since the wall clock may be set meanwhile. */
    public record Arrival(Instant at, long nanos) {}

    /** That of a request that comes now. */
    public Arrival arrival() {
        return new Arrival(clock.instant(), clock.nanoTime());
    }

    public void answered(HttpServletRequest request, HttpServletResponse response, Arrival came) {
        if (log.equals(NOBODY)) {
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
