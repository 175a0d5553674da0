package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.Offer;
import org.jspecify.annotations.Nullable;

/** {@code gpu}: the GPUs of a job or an estimate. A simulated GPU is marked in its name as well as in its flag. */
record GpuJson(String vendor, String name, int count, boolean simulated) {
    static @Nullable GpuJson of(Job job) {
        return job.attempt().placement().map(GpuJson::of).orElse(null);
    }

    static GpuJson of(Offer offer, int count) {
        return new GpuJson(offer.gpu().vendor(), name(offer), count, offer.simulated());
    }

    /** The model's name in all responses. */
    static String name(Offer offer) {
        return name(offer.gpu().name(), offer.simulated());
    }

    private static GpuJson of(Placement place) {
        return new GpuJson(
                place.gpu().vendor(),
                name(place.gpu().name(), place.simulated()),
                place.gpuIds().size(),
                place.simulated());
    }

    static String name(String model, boolean simulated) {
        return simulated ? model + " (simulated)" : model;
    }
}
