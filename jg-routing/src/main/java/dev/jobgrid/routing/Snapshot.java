package dev.jobgrid.routing;

import java.util.Comparator;
import java.util.List;

/**
 * The offers of one moment, prepared for routing: built once per change of inventory and shared by every decision.
 * Immutable.
 *
 * @param offers by id
 */
public record Snapshot(List<Offer> offers) {
    /** A grid that knows of nothing to run on. */
    public static final Snapshot EMPTY = new Snapshot(List.of());

    /**
     * Copies and orders the offers.
     *
     * @throws IllegalArgumentException if two have the same id
     */
    public Snapshot {
        offers = offers.stream().sorted(Comparator.comparing(Offer::id)).toList();
        for (int i = 1; i < offers.size(); i++) {
            if (offers.get(i).id().equals(offers.get(i - 1).id())) {
                throw new IllegalArgumentException(
                        "two offers have the id " + offers.get(i).id());
            }
        }
    }
}
