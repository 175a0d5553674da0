package dev.jobgrid.console.internal.text;

import dev.jobgrid.routing.Usd;
import java.util.Locale;

/** Amounts and sizes as text. */
public final class Quantities {
    private static final long CENT = 10_000;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Quantities() {}

    /** Dollars and cents; of less than a cent four digits: "$1.02", "$0.0004". */
    public static String dollars(Usd amount) {
        return dollars(amount.micros());
    }

    /** Micro-dollars, maybe negative: "$1.02", "−$1.02". */
    public static String dollars(long micros) {
        long size = Math.abs(micros);
        String digits = size > 0 && size < CENT
                ? String.format(Locale.ROOT, "$%.4f", size / 1e6)
                : String.format(Locale.ROOT, "$%,.2f", size / 1e6);
        return micros < 0 ? "\u2212" + digits : digits;
    }

    /** A size to three digits: "1.50 GiB". */
    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        if (unit == 0) {
            return bytes + " B";
        }
        return String.format(
                Locale.ROOT, size < 10 ? "%.2f %s" : size < 100 ? "%.1f %s" : "%.0f %s", size, UNITS[unit]);
    }

    /** A number in groups of three digits: "48 215". */
    public static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', '\u2009');
    }

    /** A number with its noun: "1 job", "3 jobs". */
    public static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
