package dev.jobgrid.estimate;

import dev.jobgrid.estimate.Classification.Confidence;
import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.WorkloadType;
import java.time.Instant;
import java.util.List;

/**
 * The estimate of a draft: requirements, cost and wait (reference §04). Reserves nothing.
 *
 * @param screening its violations
 * @param classification whether it needs a GPU
 * @param decision the routing decision
 * @param availability whether there is capacity
 * @param cost the estimated cost
 * @param runtime the estimated runtime
 * @param queueWait the estimated wait
 * @param managedProfiles profiles that an executor can provision
 * @param warnings further notes for the client
 * @param at when it was made
 * @param source the source of runtime and cost
 * @param asked the request to the router, with the estimated wait and runtime on each model of GPU
 */
public record Estimate(
        Screening screening,
        Classification classification,
        Decision decision,
        Availability availability,
        Cost cost,
        DurationRange runtime,
        DurationRange queueWait,
        int managedProfiles,
        List<String> warnings,
        Instant at,
        EstimateSource source,
        RouteRequest asked) {
    private static final RouteRequest UNTOLD =
            new RouteRequest(WorkloadType.BATCH, GpuRequest.NONE, RoutePreferences.NONE);

    /** An estimate without the request to the router. */
    public Estimate(
            Screening screening,
            Classification classification,
            Decision decision,
            Availability availability,
            Cost cost,
            DurationRange runtime,
            DurationRange queueWait,
            int managedProfiles,
            List<String> warnings,
            Instant at,
            EstimateSource source) {
        this(
                screening,
                classification,
                decision,
                availability,
                cost,
                runtime,
                queueWait,
                managedProfiles,
                warnings,
                at,
                source,
                UNTOLD);
    }

    /** An estimate by fixed ranges. */
    public Estimate(
            Screening screening,
            Classification classification,
            Decision decision,
            Availability availability,
            Cost cost,
            DurationRange runtime,
            DurationRange queueWait,
            int managedProfiles,
            List<String> warnings,
            Instant at) {
        this(
                screening,
                classification,
                decision,
                availability,
                cost,
                runtime,
                queueWait,
                managedProfiles,
                warnings,
                at,
                EstimateSource.DEFAULTS);
    }

    /** Copies the warnings. */
    public Estimate {
        warnings = List.copyOf(warnings);
    }

    /** Whether the draft can be submitted and a known offer fits it. */
    public boolean isAvailable() {
        return screening.canSubmit()
                && (availability == Availability.AVAILABLE || availability == Availability.LIMITED);
    }

    /**
     * How certain cost and runtime are. History is of jobs with the same image or the same kind of work, whatever their
     * command: {@code MEDIUM}; the defaults know neither: {@code LOW}. Not more certain than the classification.
     */
    public Confidence confidence() {
        Confidence figures = source == EstimateSource.HISTORY ? Confidence.MEDIUM : Confidence.LOW;
        return figures.compareTo(classification.confidence()) > 0 ? figures : classification.confidence();
    }
}
