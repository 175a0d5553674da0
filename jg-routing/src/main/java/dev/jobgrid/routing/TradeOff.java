package dev.jobgrid.routing;

import java.util.Optional;

/**
 * The trade-off between expected cost and expected completion: the offer with the lowest cost<sup>c</sup> ×
 * completion<sup>t</sup> is first. With both exponents at one, one percent cheaper is worth as much as one percent
 * earlier.
 */
enum TradeOff {
    COST(1, 0),
    MUCH_RATHER_COST(4, 1),
    RATHER_COST(2, 1),
    EVEN(1, 1),
    RATHER_SPEED(1, 2),
    MUCH_RATHER_SPEED(1, 4),
    SPEED(0, 1);

    private final int cost;
    private final int time;

    TradeOff(int cost, int time) {
        this.cost = cost;
        this.time = time;
    }

    int cost() {
        return cost;
    }

    int time() {
        return time;
    }

    /** The client's explicit choice, else by its priority; levels apply only where both sides count. */
    static TradeOff of(RoutePreferences preferences) {
        OptimizeFor chosen = preferences
                .optimizeFor()
                .or(() -> preferences.priority().map(TradeOff::meant))
                .orElse(OptimizeFor.BALANCED);
        return switch (chosen) {
            case COST -> COST;
            case SPEED -> SPEED;
            case BALANCED -> weighed(preferences.costPriority(), preferences.latencyPriority());
        };
    }

    private static OptimizeFor meant(Priority priority) {
        return switch (priority) {
            case LOW_COST -> OptimizeFor.COST;
            case LOW_LATENCY -> OptimizeFor.SPEED;
            case BALANCED, HIGH_RELIABILITY -> OptimizeFor.BALANCED;
        };
    }

    // Each level is twice the one below, so only the difference of two levels matters.
    private static TradeOff weighed(Optional<Level> cost, Optional<Level> latency) {
        int lead = latency.orElse(Level.BALANCED).ordinal()
                - cost.orElse(Level.BALANCED).ordinal();
        return values()[EVEN.ordinal() + lead];
    }
}
