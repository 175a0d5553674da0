package dev.jobgrid.estimate;

import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Decision;
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
 */
public record Estimate(
        Screening screening,
        Classification classification,
        Decision decision,
        Availability availability,
        Cost cost,
        Span runtime,
        Span queueWait,
        int managedProfiles,
        List<String> warnings,
        Instant at,
        EstimateSource source) {
    /** An estimate by fixed ranges. */
    public Estimate(
            Screening screening,
            Classification classification,
            Decision decision,
            Availability availability,
            Cost cost,
            Span runtime,
            Span queueWait,
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
