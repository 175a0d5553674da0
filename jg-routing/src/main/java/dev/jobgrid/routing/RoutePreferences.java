package dev.jobgrid.routing;

import java.util.Optional;

/**
 * Preferences among the offers that fit (reference §06, routing fields).
 *
 * @param optimizeFor the objective
 * @param priority the named trade-off
 * @param latencyPriority weight of an early end
 * @param costPriority weight of a low cost
 * @param region region as the client wrote it
 * @param regionMode whether the region is binding
 * @param maxPricePerHour the highest price of all the job's GPUs together per hour
 */
public record RoutePreferences(
        Optional<OptimizeFor> optimizeFor,
        Optional<Priority> priority,
        Optional<Level> latencyPriority,
        Optional<Level> costPriority,
        Optional<String> region,
        RegionMode regionMode,
        Optional<Usd> maxPricePerHour) {
    /** Defaults: balanced, any region, any price. */
    public static final RoutePreferences NONE = builder().build();

    /** A builder with defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of {@link RoutePreferences}. Single-threaded. */
    public static final class Builder {
        private Optional<OptimizeFor> optimizeFor = Optional.empty();
        private Optional<Priority> priority = Optional.empty();
        private Optional<Level> latencyPriority = Optional.empty();
        private Optional<Level> costPriority = Optional.empty();
        private Optional<String> region = Optional.empty();
        private RegionMode regionMode = RegionMode.PREFER;
        private Optional<Usd> maxPricePerHour = Optional.empty();

        private Builder() {}

        /** The objective. */
        public Builder optimizeFor(OptimizeFor value) {
            optimizeFor = Optional.of(value);
            return this;
        }

        /** The named trade-off. */
        public Builder priority(Priority value) {
            priority = Optional.of(value);
            return this;
        }

        /** Weight of an early end. */
        public Builder latencyPriority(Level value) {
            latencyPriority = Optional.of(value);
            return this;
        }

        /** Weight of a low cost. */
        public Builder costPriority(Level value) {
            costPriority = Optional.of(value);
            return this;
        }

        /** The region, and whether it is binding. */
        public Builder region(String value, RegionMode mode) {
            region = Optional.of(value);
            regionMode = mode;
            return this;
        }

        /** Whether the region is binding. */
        public Builder regionMode(RegionMode mode) {
            regionMode = mode;
            return this;
        }

        /** The highest price of all the job's GPUs together per hour. */
        public Builder maxPricePerHour(Usd value) {
            maxPricePerHour = Optional.of(value);
            return this;
        }

        /** The finished preferences. */
        public RoutePreferences build() {
            return new RoutePreferences(
                    optimizeFor, priority, latencyPriority, costPriority, region, regionMode, maxPricePerHour);
        }
    }
}
