package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The offers of a snapshot with what they share pulled out: many offers have few models, regions and tariffs between them.
 * A request is then held against each of those once, and against an offer by number. Thread-safe.
 */
final class Inventory {
    private final List<Offer> offers;
    private final List<GpuProfile> gpus;
    private final List<Region> regions;
    private final Tariffs tariffs;
    private final int[] gpuOf;
    private final int[] regionOf;
    private final int[] tariffOf;

    Inventory(List<Offer> offers) {
        this.offers = offers;
        Numbering<GpuModel> models = new Numbering<>();
        Numbering<String> regionNames = new Numbering<>();
        Numbering<Tariffs.Tariff> rates = new Numbering<>();
        List<GpuProfile> profiles = new ArrayList<>();
        gpuOf = new int[offers.size()];
        regionOf = new int[offers.size()];
        tariffOf = new int[offers.size()];
        for (int i = 0; i < offers.size(); i++) {
            Offer offer = offers.get(i);
            gpuOf[i] = models.of(offer.gpu());
            if (gpuOf[i] == profiles.size()) {
                profiles.add(GpuCatalog.builtIn().profile(offer.gpu()));
            }
            regionOf[i] = regionNames.of(offer.region());
            tariffOf[i] = rates.of(new Tariffs.Tariff(
                    offer.gpuHourlyRate().micros(), profiles.get(gpuOf[i]).speed()));
        }
        gpus = List.copyOf(profiles);
        regions = regionNames.values.stream().map(Region::of).toList();
        tariffs = new Tariffs(rates.values);
    }

    /** Distinct values in the order in which they came up. */
    private static final class Numbering<T> {
        private final Map<T, Integer> numbers = new HashMap<>();
        private final List<T> values = new ArrayList<>();

        private int of(T value) {
            int next = values.size();
            int number = numbers.computeIfAbsent(value, absent -> next);
            if (number == next) {
                values.add(value);
            }
            return number;
        }
    }

    List<Offer> offers() {
        return offers;
    }

    List<GpuProfile> gpus() {
        return gpus;
    }

    List<Region> regions() {
        return regions;
    }

    int gpuOf(int offer) {
        return gpuOf[offer];
    }

    int regionOf(int offer) {
        return regionOf[offer];
    }

    /** Place of the offer in the order of price against speed, 0 being the best; equal for equal price and speed. */
    int rankOf(int offer, TradeOff tradeOff) {
        return tariffs.ranks(tradeOff)[tariffOf[offer]];
    }
}
