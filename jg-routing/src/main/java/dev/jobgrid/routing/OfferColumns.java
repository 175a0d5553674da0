package dev.jobgrid.routing;

import java.util.List;

/**
 * A block of consecutive offers by id, stored as columns for a scan that does not touch the offers. Immutable; small
 * enough to copy at each change.
 */
final class OfferColumns {
    /** Offers in a full block. */
    static final int SIZE = 256;

    private final Offer[] offers;
    private final int[] gpus;
    private final int[] regions;
    private final int[] paces;
    private final long[] rates;
    private final int[] rateMagnitudes;
    private final int[] totals;
    private final int[] free;
    private final long[] disks;
    private final int[] managed;

    /** Converts one or more offers covered by the dictionary. */
    OfferColumns(List<Offer> offers, OfferDictionary dictionary) {
        int size = offers.size();
        this.offers = offers.toArray(Offer[]::new);
        gpus = new int[size];
        regions = new int[size];
        paces = new int[size];
        rates = new long[size];
        rateMagnitudes = new int[size];
        totals = new int[size];
        free = new int[size];
        disks = new long[size];
        managed = new int[size];
        for (int i = 0; i < size; i++) {
            fill(i, this.offers[i], dictionary);
        }
    }

    private OfferColumns(OfferColumns block) {
        offers = block.offers.clone();
        gpus = block.gpus.clone();
        regions = block.regions.clone();
        paces = block.paces.clone();
        rates = block.rates.clone();
        rateMagnitudes = block.rateMagnitudes.clone();
        totals = block.totals.clone();
        free = block.free.clone();
        disks = block.disks.clone();
        managed = block.managed.clone();
    }

    /** A copy with another offer at that index. */
    OfferColumns with(int place, Offer offer, OfferDictionary dictionary) {
        OfferColumns copy = new OfferColumns(this);
        copy.fill(place, offer, dictionary);
        return copy;
    }

    private void fill(int i, Offer offer, OfferDictionary dictionary) {
        offers[i] = offer;
        gpus[i] = dictionary.gpuOf(offer);
        regions[i] = dictionary.regionOf(offer);
        paces[i] = dictionary.paceOf(offer);
        rates[i] = offer.gpuHourlyRate().micros();
        rateMagnitudes[i] = FixedPointLog2.of(rates[i]);
        totals[i] = offer.gpus().total();
        free[i] = offer.gpus().free();
        disks[i] = offer.freeDiskBytes();
        managed[i] = offer.source() == OfferSource.MANAGED ? 1 : 0;
    }

    /** The index of the offer with this id; if there is none, its insertion point, inverted. */
    int find(String id) {
        int low = 0;
        int high = offers.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = offers[middle].id().compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ~low;
    }

    int size() {
        return offers.length;
    }

    Offer offer(int place) {
        return offers[place];
    }

    List<Offer> offers() {
        return List.of(offers);
    }

    int gpu(int place) {
        return gpus[place];
    }

    int region(int place) {
        return regions[place];
    }

    /** The number of its model and start. */
    int pace(int place) {
        return paces[place];
    }

    /** Price of one GPU, in micro-dollars an hour. */
    long rate(int place) {
        return rates[place];
    }

    /** The {@link FixedPointLog2} of that price. */
    int rateMagnitude(int place) {
        return rateMagnitudes[place];
    }

    int total(int place) {
        return totals[place];
    }

    int free(int place) {
        return free[place];
    }

    long freeDiskBytes(int place) {
        return disks[place];
    }

    /** 1 if it must be provisioned, 0 if it is live. */
    int managed(int place) {
        return managed[place];
    }
}
