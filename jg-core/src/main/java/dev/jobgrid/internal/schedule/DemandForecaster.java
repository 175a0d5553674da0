package dev.jobgrid.internal.schedule;

import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.ArrivalRates;
import dev.jobgrid.routing.DemandForecast;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.spi.store.QueuedLane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Forecasts demand from the queue and from usual arrivals, so that among equal offers a job gets the one that others
 * need least. Learns from jobs placed by this grid, since its start: initially each model is assumed to be requested by
 * name occasionally. Single-threaded.
 */
final class DemandForecaster {
    private static final Duration FORECAST_EVERY = Duration.ofSeconds(1);

    private final Capacity capacity;
    private final Predicate<Job> needsGpu;
    private ArrivalRates came = ArrivalRates.NONE;
    private boolean began;
    private Set<RouteRequest> expected = Set.of();
    private Optional<Instant> expectedAt = Optional.empty();

    DemandForecaster(Capacity capacity, Predicate<Job> needsGpu) {
        this.capacity = capacity;
        this.needsGpu = needsGpu;
    }

    /** Reads the heads of the queue. Updates the forecast at once for new demand, else periodically. */
    void look(List<QueuedLane> lanes, Instant now) {
        if (!began && !capacity.all(true).models().isEmpty()) {
            came = ArrivalRates.before(capacity.all(true));
            began = true;
        }
        Map<RouteRequest, Long> queued = new HashMap<>();
        for (QueuedLane lane : lanes) {
            // All jobs of a lane have the same requirements.
            Job first = lane.jobs().get(0);
            if (needsGpu.test(first)) {
                queued.merge(first.spec().routeRequest(), (long) lane.jobs().size(), Long::sum);
            }
        }
        if (!queued.keySet().equals(expected) || isDue(now)) {
            DemandForecast forecast = came.forecast(queued);
            capacity.expect(forecast);
            expected = Set.copyOf(queued.keySet());
            expectedAt = Optional.of(now);
        }
    }

    private boolean isDue(Instant now) {
        return expectedAt
                .map(at -> now.isBefore(at) || !now.isBefore(at.plus(FORECAST_EVERY)))
                .orElse(true);
    }

    /** A job with a GPU was placed for the first time. */
    void came(Job job) {
        came = came.plus(job.spec().routeRequest());
    }
}
