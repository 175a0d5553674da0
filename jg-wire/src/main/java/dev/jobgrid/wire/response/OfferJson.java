package dev.jobgrid.wire.response;

import dev.jobgrid.routing.Offer;
import dev.jobgrid.wire.Amounts;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An offer in an estimate (reference §04).
 *
 * @param gpuType the model's name, marked if simulated
 * @param hourlyRateUsd price of one GPU
 * @param nodeId the node; absent for one that must be provisioned
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
