package dev.jobgrid.routing;

/**
 * Estimates the memory that each GPU of a job needs from the model that it loads (reference §06: {@code model_size_gb},
 * {@code batch_size}, {@code precision}). Integer rules of thumb that rather overestimate; docs/gpu-sizing.md derives
 * them, with results for common models.
 *
 * <p>With W bytes of weights, P parameters (W over the bytes of one weight), B items per batch and N GPUs:
 *
 * <ul>
 *   <li>inference and batch: (W + B × P/4) over N. The second part is the key-value cache and the activations.
 *   <li>training: 16 × P over N, and P/2 for each of the B/N items on one GPU. Sixteen bytes are a weight, its gradient,
 *       and the master copy and both moments of Adam, with state spread over all GPUs.
 *   <li>fine-tuning: W + P/6 over N, and P/2 for each of the B/N items on one GPU. Only low-rank adapters of about one
 *       percent of the parameters are trained. A job that trains all of them sets {@link WorkloadType#TRAINING}.
 * </ul>
 *
 * One tenth is added for fragmentation, and 1 GiB for the driver's own use. An item is one sequence of about 4,000
 * tokens, or equivalent.
 */
public final class GpuSizing {
    private static final long GIB = 1L << 30;
    private static final int USUAL_BYTES_PER_WEIGHT = 2;
    private static final int TRAINING_BYTES_PER_PARAMETER = 16;

    private GpuSizing() {}

    /**
     * Bytes of memory that each GPU needs. 0 if the model's size is unknown: then any GPU fits. Saturates at
     * {@link Long#MAX_VALUE}.
     *
     * @param model the loaded model; a missing batch size is 1, and a missing precision means weights of two bytes
     * @param gpus GPUs that share the work; less than 1 is read as 1
     */
    public static long memoryPerGpu(ModelSize model, WorkloadType workload, int gpus) {
        long weights = model.bytes().orElse(0);
        if (weights <= 0) {
            return 0;
        }
        long parameters = atLeastOne(
                weights / model.precision().map(GpuSizing::bytesPerWeight).orElse(USUAL_BYTES_PER_WEIGHT));
        long items = atLeastOne(model.batchSize().orElse(1));
        long shares = atLeastOne(gpus);
        long share = switch (workload) {
            case INFERENCE, BATCH -> over(plus(weights, times(items, over(parameters, 4))), shares);
            case TRAINING -> trained(times(parameters, TRAINING_BYTES_PER_PARAMETER), parameters, items, shares);
            case FINE_TUNING -> trained(plus(weights, over(parameters, 6)), parameters, items, shares);
        };
        return plus(plus(share, over(share, 10)), GIB);
    }

    // State can be divided, an item cannot: each GPU processes whole ones.
    private static long trained(long state, long parameters, long items, long shares) {
        return plus(over(state, shares), times(over(items, shares), over(parameters, 2)));
    }

    private static int bytesPerWeight(Precision precision) {
        return switch (precision) {
            case FP32 -> 4;
            case FP16, BF16 -> 2;
            case INT8 -> 1;
        };
    }

    private static long atLeastOne(long value) {
        return Math.max(1, value);
    }

    private static long over(long value, long divisor) {
        return value / divisor + (value % divisor == 0 ? 0 : 1);
    }

    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static long times(long a, long b) {
        return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }
}
