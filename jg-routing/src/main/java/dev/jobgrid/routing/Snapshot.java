package dev.jobgrid.routing;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers of one moment, prepared for routing: built once, changed offer by offer, and shared by every decision.
 * Immutable and thread-safe. Two with equal offers and forecasts are equal.
 */
public final class Snapshot {
    /** A snapshot without offers. */
    public static final Snapshot EMPTY = new Snapshot(Inventory.EMPTY, DemandForecast.NONE, Scarcity.NONE);

    private final Inventory inventory;
    private final DemandForecast forecast;
    private final Scarcity scarcity;
    // Routing does not need the list. Two threads may both create it, with the same result.
    private volatile @Nullable List<Offer> offers;

    /**
     * Copies and sorts the offers, and parses their names.
     *
     * @throws IllegalArgumentException if two have the same id
     */
    public Snapshot(List<Offer> offers) {
        this(offers, GpuCatalog.builtIn());
    }

    /**
     * The same, with names and speeds of GPUs by this catalog.
     *
     * @throws IllegalArgumentException if two have the same id
     */
    public Snapshot(List<Offer> offers, GpuCatalog catalog) {
        List<Offer> ordered =
                offers.stream().sorted(Comparator.comparing(Offer::id)).toList();
        for (int i = 1; i < ordered.size(); i++) {
            if (ordered.get(i).id().equals(ordered.get(i - 1).id())) {
                throw new IllegalArgumentException(
                        "two offers have the id " + ordered.get(i).id());
            }
        }
        inventory = Inventory.of(ordered, OfferDictionary.of(catalog));
        forecast = DemandForecast.NONE;
        scarcity = Scarcity.NONE;
    }

    private Snapshot(Inventory inventory, DemandForecast forecast, Scarcity scarcity) {
        this.inventory = inventory;
        this.forecast = forecast;
        this.scarcity = scarcity;
    }

    /** These offers with another demand forecast; empty by default. */
    public Snapshot expecting(DemandForecast coming) {
        return new Snapshot(inventory, coming, Scarcity.of(coming, inventory));
    }

    /**
     * These offers with another catalog's names and speeds, and its prices where they differ from the built-in ones.
     */
    public Snapshot by(GpuCatalog catalog) {
        return catalog == inventory.dictionary().catalog()
                ? this
                : new Snapshot(offers().stream().map(catalog::priced).toList(), catalog).expecting(forecast);
    }

    /**
     * This snapshot with that offer added, or replacing the one with its id. Takes some microseconds, whatever the
     * number of offers.
     */
    public Snapshot with(Offer offer) {
        Inventory changed = inventory.with(offer);
        if (changed.dictionary() != inventory.dictionary()) {
            return new Snapshot(changed, forecast, Scarcity.of(forecast, changed));
        }
        return new Snapshot(changed, forecast, lessThatOf(offer.id()).counting(offer, changed.dictionary(), 1));
    }

    /** This snapshot without the offer of that id; the same if there is none. As fast as {@link #with}. */
    public Snapshot without(String id) {
        Inventory left = inventory.without(id);
        return left == inventory ? this : new Snapshot(left, forecast, lessThatOf(id));
    }

    private Scarcity lessThatOf(String id) {
        return inventory
                .find(id)
                .map(gone -> scarcity.counting(gone, inventory.dictionary(), -1))
                .orElse(scarcity);
    }

    /** The offers, by id. */
    public List<Offer> offers() {
        List<Offer> known = offers;
        if (known == null) {
            known = inventory.offers();
            offers = known;
        }
        return known;
    }

    /** The models of its offers. Models of removed offers may be among them. */
    public List<GpuModel> models() {
        return inventory.dictionary().models();
    }

    /** The demand forecast. */
    public DemandForecast forecast() {
        return forecast;
    }

    Inventory inventory() {
        return inventory;
    }

    Scarcity scarcity() {
        return scarcity;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot snapshot
                && forecast.equals(snapshot.forecast)
                && offers().equals(snapshot.offers());
    }

    @Override
    public int hashCode() {
        return offers().hashCode();
    }

    @Override
    public String toString() {
        return "Snapshot" + offers();
    }
}
