package dev.jobgrid.wire.response;

import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.wire.Amounts;
import dev.jobgrid.wire.WireNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * {@code run}: a job's last run, beyond the reference: needed by jg-client to show the same job as the grid.
 *
 * @param attempt attempts so far, 1 or more
 */
record RunJson(
        int attempt,
        @Nullable Place place,
        @Nullable Instant assignedAt,
        @Nullable Integer exitCode,
        @Nullable Integer signal,
        boolean timedOut) {
    /** @param hourlyRateUsd the price of all GPUs per hour */
    record Place(
            String executor,
            String nodeId,
            List<String> gpuIds,
            Model gpu,
            boolean simulated,
            String region,
            BigDecimal hourlyRateUsd,
            List<String> constraintsRelaxed,
            String reason) {
        static Place of(Placement place) {
            return new Place(
                    place.executor(),
                    place.node().value(),
                    place.gpuIds(),
                    Model.of(place.gpu(), place.simulated()),
                    place.simulated(),
                    place.region(),
                    Amounts.dollars(place.hourlyRate()),
                    place.relaxed().stream().map(WireNames::of).toList(),
                    place.reason());
        }
    }

    /** A complete model of GPU; its name is marked if simulated, as everywhere. */
    record Model(String name, String vendor, String family, String gpuClass, long memoryBytes) {
        static Model of(GpuModel gpu, boolean simulated) {
            return new Model(
                    GpuJson.name(gpu.name(), simulated),
                    gpu.vendor(),
                    gpu.family(),
                    WireNames.of(gpu.gpuClass()),
                    gpu.memoryBytes());
        }
    }

    static @Nullable RunJson of(Job job) {
        Attempt attempt = job.attempt();
        if (attempt.countedAttempts() == 0) {
            return null;
        }
        Optional<RunOutcome> outcome = attempt.outcome();
        return new RunJson(
                attempt.countedAttempts(),
                attempt.placement().map(Place::of).orElse(null),
                job.state().times().assigned().orElse(null),
                outcome.map(RunOutcome::exitCode).map(RunJson::orNull).orElse(null),
                outcome.map(RunOutcome::signal).map(RunJson::orNull).orElse(null),
                outcome.map(RunOutcome::timedOut).orElse(false));
    }

    private static @Nullable Integer orNull(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }
}
