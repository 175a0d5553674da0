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
public final class EstimateAnswer {
    private static final String LIVE = "live_capacity";

    private EstimateAnswer() {}

    /** The estimate. */
    public static Estimate read(byte[] body) throws IOException {
        return Answer.read(body, EstimateAnswer::estimate);
    }

    private static Estimate estimate(Answer answer) {
        Answer classification = answer.needObject("classification");
        Optional<Answer> cost = answer.object("estimated_cost_usd");
        return new Estimate(
                new Screening(
                        answer.object("screening").map(ErrorAnswer::checks).orElse(List.of())),
                new Classification(
                        classification.needWord("acceleration_requirement", Classification.Requirement.class),
                        classification
                                .word("confidence", Classification.Confidence.class)
                                .orElse(Classification.Confidence.LOW),
                        classification.texts("reasons")),
                decision(answer),
                answer.needObject("capacity_status").needWord("availability", Availability.class),
                Cost.expected(
                        cost.map(c -> c.usd("min")).orElse(Cost.NONE.min()),
                        cost.map(c -> c.usd("max")).orElse(Cost.NONE.max())),
                new DurationRange(
                        minutes(answer, "estimated_runtime_min_minutes"),
                        minutes(answer, "estimated_runtime_max_minutes")),
                new DurationRange(
                        seconds(answer, "estimated_queue_wait_min_sec"),
                        seconds(answer, "estimated_queue_wait_max_sec")),
                answer.object("capacity")
                        .flatMap(c -> c.count("managed_profile_count"))
                        .orElse(0),
                answer.texts("warnings"),
                answer.needTime("estimated_at"),
                answer.word("estimate_source", EstimateSource.class).orElse(EstimateSource.DEFAULTS));
    }

    private static Duration minutes(Answer answer, String name) {
        return Duration.ofSeconds(Math.round(answer.decimal(name).orElse(0d) * 60));
    }

    private static Duration seconds(Answer answer, String name) {
        return Duration.ofSeconds(answer.number(name).orElse(0L));
    }

    private static Decision decision(Answer answer) {
        Answer routing = answer.needObject("routing");
        Answer demand = routing.needObject("demand");
        Decision.Demand asked = new Decision.Demand(
                demand.count("gpus").orElse(1),
                demand.number("memory_per_gpu_bytes").orElse(0L));
        Optional<Offer> chosen = routing.object("selected").map(EstimateAnswer::offer);
        return new Decision(
                outcome(chosen, asked),
                chosen,
                asked,
                answer.words("constraints_relaxed", Relaxation.class),
                routing.objects("outranked").stream().map(EstimateAnswer::offer).toList(),
                routing.objects("considered").stream()
                        .map(EstimateAnswer::rejection)
                        .toList());
    }

    private static Outcome outcome(Optional<Offer> chosen, Decision.Demand asked) {
        return chosen.map(offer -> offer.gpus().free() >= asked.gpus() ? Outcome.PLACED : Outcome.BUSY)
                .orElse(Outcome.UNSATISFIABLE);
    }

    private static Rejection rejection(Answer considered) {
        return new Rejection(
                offer(considered),
                considered.word("reason", Reason.class).orElse(Reason.EXCLUDED),
                considered.text("needed").orElse(""),
                considered.text("found").orElse(""));
    }

    private static Offer offer(Answer offer) {
        boolean simulated = offer.flag("simulated");
        return new Offer(
                offer.needText("offer_id"),
                offer.text("source")
                        .filter(LIVE::equals)
                        .map(live -> OfferSource.LIVE)
                        .orElse(OfferSource.MANAGED),
                offer.text("node_id").orElse(""),
                JobAnswer.gpu(offer.needObject("gpu"), simulated),
                new GpuCapacity(
                        offer.count("gpus_total").orElse(0),
                        offer.count("gpus_free").orElse(0)),
                offer.text("region").orElse(""),
                offer.usd("hourly_rate_usd"),
                offer.number("free_disk_bytes").orElse(0L),
                simulated);
    }
}
