package dev.jobgrid.routing;

import java.time.Duration;

/**
 * A way to run a job: the GPUs of one model on one node, or a profile that can be provisioned.
 *
 * @param id unique within a snapshot; breaks ties
 * @param source its source
 * @param node the node, empty for a profile
 * @param gpu the model of its GPUs
 * @param gpus their number
 * @param region as the operator wrote it, empty if unknown
 * @param gpuHourlyRate price of one GPU an hour
 * @param freeDiskBytes free disk for jobs
 * @param simulated whether the GPU is only declared, without a device
 * @param start extra time until a program runs there: the time to provision it
 */
public record Offer(
        String id,
        OfferSource source,
        String node,
        GpuModel gpu,
        GpuCapacity gpus,
        String region,
        Usd gpuHourlyRate,
        long freeDiskBytes,
        boolean simulated,
        Duration start) {
    private static final Duration PROVISIONING = Duration.ofMinutes(3);

    /** An offer with the default start: three minutes if it must be provisioned, zero if it is live. */
    public Offer(
            String id,
            OfferSource source,
            String node,
            GpuModel gpu,
            GpuCapacity gpus,
            String region,
            Usd gpuHourlyRate,
            long freeDiskBytes,
            boolean simulated) {
        this(
                id,
                source,
                node,
                gpu,
                gpus,
                region,
                gpuHourlyRate,
                freeDiskBytes,
                simulated,
                source == OfferSource.MANAGED ? PROVISIONING : Duration.ZERO);
    }

    /** The price of that many of its GPUs per hour. */
    public Usd hourlyRate(int count) {
        return gpuHourlyRate.times(count);
    }

    /** The same offer with another number of free GPUs. */
    public Offer withFree(int free) {
        return new Offer(
                id,
                source,
                node,
                gpu,
                new GpuCapacity(gpus.total(), free),
                region,
                gpuHourlyRate,
                freeDiskBytes,
                simulated,
                start);
    }

    /** The same offer at another price. */
    public Offer withHourlyRate(Usd rate) {
        return new Offer(id, source, node, gpu, gpus, region, rate, freeDiskBytes, simulated, start);
    }
}
