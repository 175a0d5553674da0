package dev.jobgrid.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Dictionary encoding of an inventory: many offers share few models, regions and starts, so each of those is parsed
 * once and numbered. Immutable; grows by copies that keep existing numbers.
 */
final class OfferDictionary {
    static final OfferDictionary EMPTY = of(GpuCatalog.builtIn());

    private final GpuCatalog catalog;
    private final Map<GpuModel, Integer> numberOfGpu;
    private final List<GpuProfile> gpus;
    private final List<GpuModel> models;
    private final Map<String, Integer> numberOfRegion;
    private final List<Region> regions;
    private final Map<Pace, Integer> numberOfPace;
    private final List<Pace> paces;

    /**
     * The properties that decide the completion of a request on an offer.
     *
     * @param gpu number of its model
     * @param start its start time
     */
    record Pace(int gpu, Duration start) {}

    private OfferDictionary(
            GpuCatalog catalog,
            Map<GpuModel, Integer> numberOfGpu,
            List<GpuProfile> gpus,
            Map<String, Integer> numberOfRegion,
            List<Region> regions,
            Map<Pace, Integer> numberOfPace,
            List<Pace> paces) {
        this.catalog = catalog;
        this.numberOfGpu = numberOfGpu;
        this.gpus = gpus;
        models = gpus.stream().map(GpuProfile::model).toList();
        this.numberOfRegion = numberOfRegion;
        this.regions = regions;
        this.numberOfPace = numberOfPace;
        this.paces = paces;
    }

    /** An empty dictionary that reads names with this catalog. */
    static OfferDictionary of(GpuCatalog catalog) {
        return new OfferDictionary(catalog, Map.of(), List.of(), Map.of(), List.of(), Map.of(), List.of());
    }

    GpuCatalog catalog() {
        return catalog;
    }

    /** This dictionary if it covers these offers, else an extended copy. */
    OfferDictionary covering(List<Offer> offers) {
        return offers.stream().allMatch(this::covers) ? this : extended(offers);
    }

    private boolean covers(Offer offer) {
        return numberOfGpu.containsKey(offer.gpu())
                && numberOfRegion.containsKey(offer.region())
                && numberOfPace.containsKey(new Pace(gpuOf(offer), offer.start()));
    }

    private OfferDictionary extended(List<Offer> offers) {
        Map<GpuModel, Integer> models = new HashMap<>(numberOfGpu);
        List<GpuProfile> profiles = new ArrayList<>(gpus);
        Map<String, Integer> names = new HashMap<>(numberOfRegion);
        List<Region> places = new ArrayList<>(regions);
        Map<Pace, Integer> starts = new HashMap<>(numberOfPace);
        List<Pace> distinct = new ArrayList<>(paces);
        for (Offer offer : offers) {
            if (models.putIfAbsent(offer.gpu(), profiles.size()) == null) {
                profiles.add(catalog.profile(offer.gpu()));
            }
            if (names.putIfAbsent(offer.region(), places.size()) == null) {
                places.add(Region.of(offer.region()));
            }
            Pace pace = new Pace(number(models, offer.gpu()), offer.start());
            if (starts.putIfAbsent(pace, distinct.size()) == null) {
                distinct.add(pace);
            }
        }
        return new OfferDictionary(
                catalog, models, List.copyOf(profiles), names, List.copyOf(places), starts, List.copyOf(distinct));
    }

    List<GpuModel> models() {
        return models;
    }

    List<GpuProfile> gpus() {
        return gpus;
    }

    List<Region> regions() {
        return regions;
    }

    List<Pace> paces() {
        return paces;
    }

    int gpuOf(Offer offer) {
        return number(numberOfGpu, offer.gpu());
    }

    int regionOf(Offer offer) {
        return number(numberOfRegion, offer.region());
    }

    int paceOf(Offer offer) {
        return number(numberOfPace, new Pace(gpuOf(offer), offer.start()));
    }

    private static <T> int number(Map<T, Integer> numbers, T value) {
        Integer number = numbers.get(value);
        if (number == null) {
            throw new IllegalStateException("the dictionary does not cover " + value);
        }
        return number;
    }
}
