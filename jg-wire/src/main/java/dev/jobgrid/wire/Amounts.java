package dev.jobgrid.wire;

import dev.jobgrid.routing.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Converts amounts to plain decimals, without rounding errors of binary fractions. */
public final class Amounts {
    private static final int MICRO_DIGITS = 6;
    private static final int GIGA_DIGITS = 9;

    private Amounts() {}

    public static BigDecimal dollars(Usd amount) {
        return dollars(amount.micros());
    }

    /** Micro-dollars, maybe negative. */
    public static BigDecimal dollars(long micros) {
        return trimmed(BigDecimal.valueOf(micros, MICRO_DIGITS));
    }

    /** Gigabytes: 10⁹ bytes. */
    public static BigDecimal gigabytes(long bytes) {
        return trimmed(BigDecimal.valueOf(bytes, GIGA_DIGITS));
    }

    /** Minutes, to a hundredth. */
    public static BigDecimal minutes(Duration length) {
        return trimmed(BigDecimal.valueOf(length.toSeconds()).divide(BigDecimal.valueOf(60), 2, RoundingMode.HALF_UP));
    }

    private static BigDecimal trimmed(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
}
