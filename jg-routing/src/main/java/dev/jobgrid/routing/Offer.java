package dev.jobgrid.routing;

import java.time.Duration;

/**
 * Something a job can run on: the GPUs of one model on one node, or a profile that can be provisioned.
 *
 * @param id unique within a snapshot; ties are settled by it
 * @param source where it comes from
 * @param node the node, empty for a profile
 * @param gpu the model of its GPUs
 * @param gpus how many it has
 * @param region as the operator wrote it, empty if not told
 * @param gpuHourlyRate price of one GPU an hour
 * @param freeDiskBytes free disk for jobs
 * @param simulated whether the GPU is only declared, and no device stands behind it
 * @param start how long it takes until a program runs there, above what it takes anywhere: the time to provision it
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

    /** An offer that takes as long to start as usual: three minutes if it has to be provisioned, no time if it is there. */
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

    /** What so many of its GPUs cost an hour. */
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
