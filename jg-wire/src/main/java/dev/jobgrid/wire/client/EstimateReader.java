package dev.jobgrid.wire.client;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Classification;
import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.EstimateSource;
import dev.jobgrid.estimate.Screening;
import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.Relaxation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads an estimate (reference §04). Durations have the precision of the response: seconds, or hundredths of a minute.
 */
public final class EstimateReader {
    private static final String LIVE = "live_capacity";

    private EstimateReader() {}

    /** The estimate. */
    public static Estimate read(byte[] body) throws IOException {
        return ResponseObject.read(body, EstimateReader::estimate);
    }

    private static Estimate estimate(ResponseObject response) {
        ResponseObject classification = response.needObject("classification");
        Optional<ResponseObject> cost = response.object("estimated_cost_usd");
        return new Estimate(
                new Screening(
                        response.object("screening").map(ErrorReader::checks).orElse(List.of())),
                new Classification(
                        classification.needWord("acceleration_requirement", Classification.Requirement.class),
                        classification
                                .word("confidence", Classification.Confidence.class)
                                .orElse(Classification.Confidence.LOW),
                        classification.texts("reasons")),
                decision(response),
                response.needObject("capacity_status").needWord("availability", Availability.class),
                Cost.expected(
                        cost.map(c -> c.usd("min")).orElse(Cost.NONE.min()),
                        cost.map(c -> c.usd("max")).orElse(Cost.NONE.max())),
                new DurationRange(
                        minutes(response, "estimated_runtime_min_minutes"),
                        minutes(response, "estimated_runtime_max_minutes")),
                new DurationRange(
                        seconds(response, "estimated_queue_wait_min_sec"),
                        seconds(response, "estimated_queue_wait_max_sec")),
                response.object("capacity")
                        .flatMap(c -> c.count("managed_profile_count"))
                        .orElse(0),
                response.texts("warnings"),
                response.needTime("estimated_at"),
                response.word("estimate_source", EstimateSource.class).orElse(EstimateSource.DEFAULTS));
    }

    private static Duration minutes(ResponseObject response, String name) {
        return Duration.ofSeconds(Math.round(response.decimal(name).orElse(0d) * 60));
    }

    private static Duration seconds(ResponseObject response, String name) {
        return Duration.ofSeconds(response.number(name).orElse(0L));
    }

    private static Decision decision(ResponseObject response) {
        ResponseObject routing = response.needObject("routing");
        ResponseObject demand = routing.needObject("demand");
        Decision.Demand asked = new Decision.Demand(
                demand.count("gpus").orElse(1),
                demand.number("memory_per_gpu_bytes").orElse(0L));
        Optional<Offer> chosen = routing.object("selected").map(EstimateReader::offer);
        return new Decision(
                outcome(chosen, asked),
                chosen,
                asked,
                response.words("constraints_relaxed", Relaxation.class),
                routing.objects("outranked").stream().map(EstimateReader::offer).toList(),
                routing.objects("considered").stream()
                        .map(EstimateReader::rejection)
                        .toList());
    }

    private static Outcome outcome(Optional<Offer> chosen, Decision.Demand asked) {
        return chosen.map(offer -> offer.gpus().free() >= asked.gpus() ? Outcome.PLACED : Outcome.BUSY)
                .orElse(Outcome.UNSATISFIABLE);
    }

    private static Rejection rejection(ResponseObject considered) {
        return new Rejection(
                offer(considered),
                considered.word("reason", Reason.class).orElse(Reason.EXCLUDED),
                considered.text("needed").orElse(""),
                considered.text("found").orElse(""));
    }

    private static Offer offer(ResponseObject offer) {
        boolean simulated = offer.flag("simulated");
        return new Offer(
                offer.needText("offer_id"),
                offer.text("source")
                        .filter(LIVE::equals)
                        .map(live -> OfferSource.LIVE)
                        .orElse(OfferSource.MANAGED),
                offer.text("node_id").orElse(""),
                JobReader.gpu(offer.needObject("gpu"), simulated),
                new GpuCapacity(
                        offer.count("gpus_total").orElse(0),
                        offer.count("gpus_free").orElse(0)),
                offer.text("region").orElse(""),
                offer.usd("hourly_rate_usd"),
                offer.number("free_disk_bytes").orElse(0L),
                simulated);
    }
}
