package dev.jobgrid.routing;

import java.util.List;

/**
 * Expected requests: queued ones, and usual arrivals. Among equal offers the router chooses the one that these need
 * least.
 *
 * @param expected kinds of request, each once
 */
public record DemandForecast(List<Expected> expected) {
    /** No forecast. */
    public static final DemandForecast NONE = new DemandForecast(List.of());

    /** Copies the list. */
    public DemandForecast {
        expected = List.copyOf(expected);
    }

    /**
     * Requests of one kind. Only their demand on the GPU counts: its kind, memory and number.
     *
     * @param request one of them
     * @param times the weight relative to the other kinds, over 0
     */
    public record Expected(RouteRequest request, long times) {
        /** Checks the number. */
        public Expected {
            if (times <= 0) {
                throw new IllegalArgumentException("a request is expected once or more, not " + times + " times");
            }
        }
    }
}
