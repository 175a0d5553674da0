package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

final class FixedPointLog2Test {
    private static final int STEPS = 256;

    @Test
    void aNumberBelongsToAStepIfItsPowerReachesThatOfTheStep() {
        for (int step = 0; step < STEPS; step++) {
            int magnitude = 62 * STEPS + step;
            BigInteger power = BigInteger.ONE.shiftLeft(magnitude);
            BigInteger least = BigInteger.valueOf(least(magnitude));

            assertThat(least.pow(STEPS)).as("step %s", step).isGreaterThanOrEqualTo(power);
            assertThat(least.subtract(BigInteger.ONE).pow(STEPS))
                    .as("below step %s", step)
                    .isLessThan(power);
        }
    }

    /** The least number of 63 bits that has this magnitude. */
    private static long least(int magnitude) {
        long low = 1L << 62;
        long high = Long.MAX_VALUE;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (FixedPointLog2.of(middle) >= magnitude) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Test
    void aDoubledNumberIsAllStepsOfADoublingAway() {
        for (long number = 1; number < 1L << 61; number = number * 3 / 2 + 1) {
            assertThat(FixedPointLog2.of(2 * number)).isEqualTo(FixedPointLog2.of(number) + STEPS);
        }
        assertThat(FixedPointLog2.of(1)).isZero();
        assertThat(FixedPointLog2.of(0)).isLessThan(-STEPS * STEPS);
    }
}
