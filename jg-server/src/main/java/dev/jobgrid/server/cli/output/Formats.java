package dev.jobgrid.server.cli.output;

import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Amounts as people read them. Pure. */
public final class Formats {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

    private Formats() {}

    /** How long ago something was: "45 s", "12 min", "3 h", "9 d". */
    public static String age(Instant moment, Instant now) {
        return length(Duration.between(moment, now));
    }

    /** A length of time in its largest whole unit. */
    public static String length(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** Both ends of a range, or one if they are the same. */
    public static String range(DurationRange range) {
        String min = length(range.min());
        String max = length(range.max());
        return min.equals(max) ? min : min + " to " + max;
    }

    /** A size: "512 B", "1.5 GiB". */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double size = bytes / 1024.0;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, UNITS[unit]);
    }

    /** An amount of money: "$0.35"; small ones to the tenth of a cent. */
    public static String dollars(Usd amount) {
        boolean isSmall = amount.micros() > 0 && amount.micros() < 10_000;
        return String.format(Locale.ROOT, isSmall ? "$%.4f" : "$%.2f", amount.dollars());
    }

    /** Both ends of a range of money, or one if they are shown the same. */
    public static String dollars(Usd min, Usd max) {
        String low = dollars(min);
        String high = dollars(max);
        return low.equals(high) ? low : low + " to " + high;
    }

    /** A text, or a dash for an empty one. */
    public static String orDash(String text) {
        return text.isBlank() ? "-" : text;
    }
}
