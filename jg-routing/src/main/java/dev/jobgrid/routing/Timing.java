package dev.jobgrid.routing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The expected wait and runtime of a request, from which the router computes cost and completion. The runtime is known
 * for some models of GPU; for others it is scaled by their speed. Every duration counts as at least a millisecond and
 * at most ten years.
 *
 * @param runtime on a GPU of speed 1,000, an H100 SXM
 * @param onGpus known durations on models, by {@link GpuModel#name()}
 */
public record Timing(Duration runtime, Map<String, OnGpu> onGpus) {
    /** The default: an hour on an H100 SXM, and no wait. */
    public static final Timing UNKNOWN = new Timing(Duration.ofHours(1), Map.of());

    private static final long MAX_MILLIS = Duration.ofDays(3_650).toMillis();
    private static final long USUAL_SPEED = 1_000;

    /** Copies the map. */
    public Timing {
        onGpus = Map.copyOf(onGpus);
    }

    /**
     * Known durations on one model.
     *
     * @param runtime the runtime there, if known better than by the model's speed
     * @param start the wait for the start where enough GPUs are free
     * @param queue the wait for the start where too few are free
     */
    public record OnGpu(Optional<Duration> runtime, Duration start, Duration queue) {
        /** Unknown. */
        public static final OnGpu UNKNOWN = new OnGpu(Optional.empty(), Duration.ZERO, Duration.ZERO);
    }

    /**
     * The expected runtime on GPUs of that model.
     *
     * @param speed the model's relative speed for this kind of work, over 0
     */
    public Duration runtimeOn(GpuModel gpu, int speed) {
        return Duration.ofMillis(runMillis(gpu, speed));
    }

    /** The expected wait on that offer: for free GPUs if needed, then for the start. */
    public Duration startOn(Offer offer, int gpus) {
        return Duration.ofMillis(
                startMillis(offer.gpu(), offer.start(), offer.gpus().free() < gpus));
    }

    long runMillis(GpuModel gpu, int speed) {
        long scaled = millis(runtime) * USUAL_SPEED / speed;
        return Math.max(1, on(gpu).runtime().map(Timing::millis).orElseGet(() -> Math.min(scaled, MAX_MILLIS)));
    }

    long startMillis(GpuModel gpu, Duration start, boolean busy) {
        return millis(start) + millis(busy ? on(gpu).queue() : on(gpu).start());
    }

    private OnGpu on(GpuModel gpu) {
        return onGpus.getOrDefault(gpu.name(), OnGpu.UNKNOWN);
    }

    private static long millis(Duration length) {
        return length.compareTo(Duration.ofMillis(MAX_MILLIS)) >= 0 ? MAX_MILLIS : Math.max(0, length.toMillis());
    }
}
