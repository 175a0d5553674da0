package dev.jobgrid.routing;

import java.util.Comparator;
import java.util.List;

/**
 * The offers of one moment, prepared for routing: built once per change of inventory and shared by every decision.
 * Immutable and thread-safe. Two with equal offers are equal.
 */
public final class Snapshot {
    /** A grid that knows of nothing to run on. */
    public static final Snapshot EMPTY = new Snapshot(List.of());

    private final List<Offer> offers;
    private final Inventory inventory;

    /**
     * Copies and orders the offers, and reads their names.
     *
     * @throws IllegalArgumentException if two have the same id
     */
    public Snapshot(List<Offer> offers) {
        this.offers = offers.stream().sorted(Comparator.comparing(Offer::id)).toList();
        for (int i = 1; i < this.offers.size(); i++) {
            if (this.offers.get(i).id().equals(this.offers.get(i - 1).id())) {
                throw new IllegalArgumentException(
                        "two offers have the id " + this.offers.get(i).id());
            }
        }
        inventory = new Inventory(this.offers);
    }

    /** The offers, by id. */
    public List<Offer> offers() {
        return offers;
    }

    Inventory inventory() {
        return inventory;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot snapshot && offers.equals(snapshot.offers);
    }

    @Override
    public int hashCode() {
        return offers.hashCode();
    }

    @Override
    public String toString() {
        return "Snapshot" + offers;
    }
}
