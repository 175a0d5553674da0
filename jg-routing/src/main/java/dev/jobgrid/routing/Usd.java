package dev.jobgrid.routing;

/**
 * An amount of US dollars in whole micro-dollars, never negative.
 *
 * @param micros millionths of a dollar, 0 or more
 */
public record Usd(long micros) implements Comparable<Usd> {
    /** Zero. */
    public static final Usd ZERO = new Usd(0);

    private static final double MICROS = 1_000_000d;

    /** Checks that the amount is not negative. */
    public Usd {
        if (micros < 0) {
            throw new IllegalArgumentException("an amount is 0 or more, not " + micros + " micro-dollars");
        }
    }

    /**
     * Reads an amount as clients write it, rounded to the nearest micro-dollar.
     *
     * @throws IllegalArgumentException if it is negative, not a number, or over 9 trillion
     */
    public static Usd ofDollars(double dollars) {
        if (!(dollars >= 0 && dollars < 9e12)) {
            throw new IllegalArgumentException("an amount is between 0 and 9 trillion dollars, not " + dollars);
        }
        return new Usd(Math.round(dollars * MICROS));
    }

    /** The amount as clients read it. */
    public double dollars() {
        return micros / MICROS;
    }

    /**
     * This amount multiplied.
     *
     * @throws ArithmeticException if that is over {@link Long#MAX_VALUE} micro-dollars
     */
    public Usd times(long factor) {
        return new Usd(Math.multiplyExact(micros, factor));
    }

    /** The cost of that many seconds at this hourly rate, rounded up to a micro-dollar. */
    public Usd forSeconds(long seconds) {
        return new Usd(Math.addExact(Math.multiplyExact(micros, seconds), 3599) / 3600);
    }

    @Override
    public int compareTo(Usd other) {
        return Long.compare(micros, other.micros);
    }

    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "$%.6f", dollars());
    }
}
