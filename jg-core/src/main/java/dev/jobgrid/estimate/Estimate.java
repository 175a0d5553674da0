package dev.jobgrid.estimate;

import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.WorkloadType;
import java.time.Instant;
import java.util.List;

/**
 * What a draft would need, cost and wait for (reference §04). Not a reservation.
 *
 * @param screening what stands against it
 * @param classification whether it needs a GPU
 * @param decision where it would go
 * @param availability whether there is room
 * @param cost what it would cost
 * @param runtime how long it would run
 * @param queueWait how long it would wait
 * @param managedProfiles profiles that an executor can really provision
 * @param warnings what else the client should know
 * @param at when this was found
 * @param source where the figures of runtime and cost come from
 * @param asked what the router was asked, with how long the job is expected to wait and to run on each model of GPU
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

    /** An estimate that does not tell what the router was asked. */
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

    /** Whether the draft can be submitted and something that the grid knows fits it. */
    public boolean isAvailable() {
        return screening.canSubmit()
                && (availability == Availability.AVAILABLE || availability == Availability.LIMITED);
    }
}
