package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.server.cli.output.Formats;

/** An estimate in one line. Pure. */
final class EstimateText {
    private EstimateText() {}

    static String line(Estimate estimate) {
        return "estimate: "
                + estimate.decision()
                        .chosen()
                        .map(offer -> line(estimate, offer))
                        .orElse("no GPU that the grid knows fits this job");
    }

    private static String line(Estimate estimate, Offer offer) {
        int gpus = estimate.decision().demand().gpus();
        return gpus + " x " + offer.gpu().name() + (offer.simulated() ? " (simulated)" : "") + " at "
                + Formats.dollars(offer.hourlyRate(gpus)) + "/h, "
                + Formats.dollars(estimate.cost().min(), estimate.cost().max()) + " in all, starts in "
                + Formats.range(estimate.queueWait());
    }
}
