package dev.jobgrid.micrometer;

import dev.jobgrid.spi.AccessLog;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Requests in Micrometer's meters: {@code jobgrid.http.requests} {method, route, status}, with their time. Hand it to the
 * adapter's builder as its access log, or {@linkplain AccessLog#and beside} one. Paths that no route takes are one route,
 * "none", so that no client makes meters. Thread-safe.
 */
public final class HttpMeters implements AccessLog {
    private final MeterRegistry registry;

    /** Meters in this registry. */
    public HttpMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(Entry entry) {
        Timers.of(
                        registry,
                        "jobgrid.http.requests",
                        "requests answered",
                        "method",
                        entry.route().isPresent() ? entry.method() : "any",
                        "route",
                        entry.route().orElse("none"),
                        "status",
                        Integer.toString(entry.status()))
                .record(entry.took());
    }
}
