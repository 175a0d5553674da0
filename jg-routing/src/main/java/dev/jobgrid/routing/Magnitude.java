package dev.jobgrid.routing;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The size of a number in steps of a quarter of a percent: the whole part of 256 × its logarithm to the base 2. In such
 * steps products are sums and powers products, so that costs and times of any size are weighed in whole numbers.
 */
final class Magnitude {
    private static final int STEPS = 256;
    /** Below any power of any other number, times any other. */
    private static final int OF_ZERO = -(1 << 20);

    /** Binary ones, behind the point. */
    private static final int DIGITS = 192;

    /** The least number of 63 bits in each step. */
    private static final long[] LEAST = least();

    private Magnitude() {}

    /** The magnitude of a number of 0 or more; never falls as the number grows. */
    static int of(long number) {
        if (number <= 0) {
            return OF_ZERO;
        }
        int shift = Long.numberOfLeadingZeros(number) - 1;
        int step = Arrays.binarySearch(LEAST, number << shift);
        return (62 - shift) * STEPS + (step >= 0 ? step : -step - 2);
    }

    // Powers of the 256th root of 2, each rounded up: but for the first they are no whole numbers. What the digits lack
    // is
    // far too little to change the whole part.
    private static long[] least() {
        BigInteger root = BigInteger.TWO.shiftLeft(DIGITS);
        for (int squares = STEPS; squares > 1; squares /= 2) {
            root = root.shiftLeft(DIGITS).sqrt();
        }
        long[] least = new long[STEPS];
        BigInteger power = BigInteger.ONE.shiftLeft(62 + DIGITS);
        for (int step = 0; step < STEPS; step++) {
            least[step] = power.shiftRight(DIGITS).longValueExact() + (step == 0 ? 0 : 1);
            power = power.multiply(root).shiftRight(DIGITS);
        }
        return least;
    }
}
