package dev.jobgrid.routing;

import java.util.List;

/**
 * The requests that are to be expected: what is queued, and what usually arrives. Among offers that are equal to a request
 * the router takes the one that these will miss least.
 *
 * @param expected kinds of request, each once
 */
public record DemandForecast(List<Expected> expected) {
    /** Nothing is known of what will come. */
    public static final DemandForecast NONE = new DemandForecast(List.of());

    /** Copies the list. */
    public DemandForecast {
        expected = List.copyOf(expected);
    }

    /**
     * Requests of one kind. Only what they ask of the GPU counts: its kind, memory and number.
     *
     * @param request one of them
     * @param times how many there are beside the other kinds, over 0
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
