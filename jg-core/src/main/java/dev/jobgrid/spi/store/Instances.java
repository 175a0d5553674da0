package dev.jobgrid.spi.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The instances of a store at one moment, each either live or ended.
 *
 * @param live the live ones, by id
 * @param ended those that have left, or whose lease has expired, by id; without those that have no nodes left
 */
public record Instances(List<Instance> live, List<Ended> ended) {
    /** Copies the lists. */
    public Instances {
        live = List.copyOf(live);
        ended = List.copyOf(ended);
    }

    /**
     * An ended instance.
     *
     * @param instance the instance, with those of its last nodes that were not forgotten since
     * @param at when it left, or its lease expired, by the store's clock
     * @param ago how long ago that was, by the store's clock; negative if that was set back
     */
    public record Ended(Instance instance, Instant at, Duration ago) {}
}
