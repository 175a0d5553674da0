package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the numbers in an inventory stand for: many offers have few models, regions and tariffs between them, so each of
 * those is read once and numbered. Immutable; grows by copies, in which known numbers keep their meaning.
 */
final class Legend {
    static final Legend EMPTY = of(GpuCatalog.builtIn());

    private final GpuCatalog catalog;
    private final Map<GpuModel, Integer> numberOfGpu;
    private final List<GpuProfile> gpus;
    private final Map<String, Integer> numberOfRegion;
    private final List<Region> regions;
    private final Map<Tariffs.Tariff, Integer> numberOfTariff;
    private final Tariffs tariffs;

    private Legend(
            GpuCatalog catalog,
            Map<GpuModel, Integer> numberOfGpu,
            List<GpuProfile> gpus,
            Map<String, Integer> numberOfRegion,
            List<Region> regions,
            Map<Tariffs.Tariff, Integer> numberOfTariff,
            Tariffs tariffs) {
        this.catalog = catalog;
        this.numberOfGpu = numberOfGpu;
        this.gpus = gpus;
        this.numberOfRegion = numberOfRegion;
        this.regions = regions;
        this.numberOfTariff = numberOfTariff;
        this.tariffs = tariffs;
    }

    /** A legend that knows nothing yet, and reads names by this catalog. */
    static Legend of(GpuCatalog catalog) {
        return new Legend(catalog, Map.of(), List.of(), Map.of(), List.of(), Map.of(), new Tariffs(List.of()));
    }

    GpuCatalog catalog() {
        return catalog;
    }

    /** This legend if it knows all that these offers have, else one that also does. */
    Legend covering(List<Offer> offers) {
        return offers.stream().allMatch(this::covers) ? this : extended(offers);
    }

    private boolean covers(Offer offer) {
        return numberOfGpu.containsKey(offer.gpu())
                && numberOfRegion.containsKey(offer.region())
                && numberOfTariff.containsKey(tariff(offer, gpus.get(gpuOf(offer))));
    }

    private Legend extended(List<Offer> offers) {
        Map<GpuModel, Integer> models = new HashMap<>(numberOfGpu);
        List<GpuProfile> profiles = new ArrayList<>(gpus);
        Map<String, Integer> names = new HashMap<>(numberOfRegion);
        List<Region> places = new ArrayList<>(regions);
        Map<Tariffs.Tariff, Integer> rates = new HashMap<>(numberOfTariff);
        List<Tariffs.Tariff> distinct = new ArrayList<>(tariffs.all());
        for (Offer offer : offers) {
            if (models.putIfAbsent(offer.gpu(), profiles.size()) == null) {
                profiles.add(catalog.profile(offer.gpu()));
            }
            if (names.putIfAbsent(offer.region(), places.size()) == null) {
                places.add(Region.of(offer.region()));
            }
            Tariffs.Tariff tariff = tariff(offer, profiles.get(models.get(offer.gpu())));
            if (rates.putIfAbsent(tariff, distinct.size()) == null) {
                distinct.add(tariff);
            }
        }
        return new Legend(
                catalog,
                models,
                List.copyOf(profiles),
                names,
                List.copyOf(places),
                rates,
                distinct.size() == tariffs.all().size() ? tariffs : new Tariffs(distinct));
    }

    private static Tariffs.Tariff tariff(Offer offer, GpuProfile gpu) {
        return new Tariffs.Tariff(offer.gpuHourlyRate().micros(), gpu.speed());
    }

    List<GpuProfile> gpus() {
        return gpus;
    }

    List<Region> regions() {
        return regions;
    }

    Tariffs tariffs() {
        return tariffs;
    }

    int gpuOf(Offer offer) {
        return number(numberOfGpu, offer.gpu());
    }

    int regionOf(Offer offer) {
        return number(numberOfRegion, offer.region());
    }

    int tariffOf(Offer offer) {
        return number(numberOfTariff, tariff(offer, gpus.get(gpuOf(offer))));
    }

    private static <T> int number(Map<T, Integer> numbers, T value) {
        Integer number = numbers.get(value);
        if (number == null) {
            throw new IllegalStateException("the legend does not cover " + value);
        }
        return number;
    }
}
