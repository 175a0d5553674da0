package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The placement of a job, and its reason (reference §06, §07). */
record RouteJson(
        String executionRoute,
        String routeReason,
        @Nullable String selectedRegion,
        @Nullable String assignedNodeId,
        boolean constraintsRelaxed,
        @Nullable GpuJson gpu) {
    /** The only kind of route: the grid places and supervises the run. */
    private static final String MANAGED = "standard_managed";

    static RouteJson of(Job job) {
        Optional<Placement> place = job.attempt().placement();
        return new RouteJson(
                MANAGED,
                place.map(Placement::reason).filter(r -> !r.isEmpty()).orElse("Selected managed GPU route."),
                place.map(Placement::region).filter(r -> !r.isEmpty()).orElse(null),
                place.map(p -> p.node().value()).orElse(null),
                place.map(p -> !p.relaxed().isEmpty()).orElse(false),
                GpuJson.of(job));
    }
}
