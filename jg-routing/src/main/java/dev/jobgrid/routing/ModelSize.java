package dev.jobgrid.routing;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The size of the model that a job loads (reference §06: {@code model_size_gb}, {@code batch_size}, {@code precision}).
 *
 * @param bytes size of the weights, over 0
 * @param batchSize items worked on at once, over 0
 * @param precision number format of the weights
 */
public record ModelSize(OptionalLong bytes, OptionalInt batchSize, Optional<Precision> precision) {
    /** Unknown. */
    public static final ModelSize UNKNOWN = new ModelSize(OptionalLong.empty(), OptionalInt.empty(), Optional.empty());

    /** A model of that many gigabytes (10⁹ bytes). */
    public static ModelSize ofGigabytes(double gigabytes) {
        return new ModelSize(OptionalLong.of(Math.round(gigabytes * 1e9)), OptionalInt.empty(), Optional.empty());
    }
}
