package dev.jobgrid.routing;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A fixed-point logarithm: the integer part of 256 × the logarithm to the base 2, in steps of a quarter of a percent.
 * Products become sums and powers become products, so that costs and times of any size are compared in integers.
 */
final class FixedPointLog2 {
    private static final int STEPS = 256;

    /** Binary digits of the powers of the steps. */
    private static final int PLACES = 256;

    /** The value of zero: below any power of any other number, times any other. */
    private static final int OF_ZERO = -(1 << 20);

    /** The least number of 63 bits in each step. */
    private static final long[] LEAST = least();

    private FixedPointLog2() {}

    /** The logarithm of a number of 0 or more; monotonic. */
    static int of(long number) {
        if (number <= 0) {
            return OF_ZERO;
        }
        int shift = Long.numberOfLeadingZeros(number) - 1;
        int step = Arrays.binarySearch(LEAST, number << shift);
        return (62 - shift) * STEPS + (step >= 0 ? step : -step - 2);
    }

    // Rounded up: a number belongs to a step if its 256th power reaches that of the step. With this many digits
    // rounding errors are irrelevant; exact powers would add a second or two to each start.
    private static long[] least() {
        BigInteger one = BigInteger.ONE.shiftLeft(PLACES);
        BigInteger factor = one.shiftLeft(1);
        for (int roots = STEPS; roots > 1; roots /= 2) {
            factor = factor.shiftLeft(PLACES).sqrt();
        }
        long[] least = new long[STEPS];
        BigInteger power = one.shiftLeft(62);
        for (int step = 0; step < STEPS; step++) {
            least[step] =
                    power.add(one).subtract(BigInteger.ONE).shiftRight(PLACES).longValueExact();
            power = power.multiply(factor).shiftRight(PLACES);
        }
        return least;
    }
}
