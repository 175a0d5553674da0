package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.server.cli.output.Formats;
import java.util.Optional;

/** An estimate in one line. Pure. */
final class EstimateText {
    private EstimateText() {}

    /** None where a draft is refused for something else than GPUs: it matters first, and often none were searched then. */
    static Optional<String> line(Estimate estimate) {
        Optional<Offer> chosen = estimate.decision().chosen();
        boolean isForGpus = estimate.screening()
                .firstError()
                .map(check -> check.code() == ErrorCode.CONFLICT)
                .orElse(true);
        return chosen.isPresent() || isForGpus
                ? Optional.of("estimate: "
                        + chosen.map(offer -> line(estimate, offer)).orElse("no GPU that the grid knows fits this job"))
                : Optional.empty();
    }

    private static String line(Estimate estimate, Offer offer) {
        int gpus = estimate.decision().demand().gpus();
        return gpus + " x " + offer.gpu().name() + (offer.simulated() ? " (simulated)" : "") + " at "
                + Formats.dollars(offer.hourlyRate(gpus)) + "/h, "
                + Formats.dollars(estimate.cost().min(), estimate.cost().max()) + " in all, starts in "
                + Formats.range(estimate.queueWait());
    }
}
