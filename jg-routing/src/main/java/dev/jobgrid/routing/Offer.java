package dev.jobgrid.routing;

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
        boolean simulated) {

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
                simulated);
    }
}
