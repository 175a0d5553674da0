package dev.jobgrid.wire.response;

import dev.jobgrid.routing.Offer;
import dev.jobgrid.wire.Amounts;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Something that a draft could run on, as estimates tell of it (reference §04).
 *
 * @param gpuType the model's name; says so if it is simulated
 * @param hourlyRateUsd price of one GPU
 * @param nodeId the machine; absent for one that would have to be made
 */
record OfferJson(
        String offerId,
        String gpuType,
        boolean simulated,
        @Nullable String region,
        BigDecimal hourlyRateUsd,
        @Nullable String nodeId,
        String source,
        RunJson.Model gpu,
        int gpusTotal,
        int gpusFree,
        long freeDiskBytes) {
    static OfferJson of(Offer offer) {
        return new OfferJson(
                offer.id(),
                GpuJson.name(offer),
                offer.simulated(),
                offer.region().isEmpty() ? null : offer.region(),
                Amounts.dollars(offer.gpuHourlyRate()),
                offer.node().isEmpty() ? null : offer.node(),
                CapacityJson.source(offer.source()),
                RunJson.Model.of(offer.gpu(), offer.simulated()),
                offer.gpus().total(),
                offer.gpus().free(),
                offer.freeDiskBytes());
    }
}
