package dev.jobgrid.console.internal.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Spans of time and moments as text. Without a script in the browser moments are in UTC. */
public final class Spans {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TO_THE_MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A number and its unit stay on one line. */
    private static final String NBSP = "\u00a0";

    private Spans() {}

    /** A span in its two largest units: "12 min 40 s", "3 h 5 min", "2 d". */
    public static String words(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + NBSP + "s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + NBSP + unit + (small == 0 ? "" : " " + small + NBSP + smaller);
    }

    /** A span in its largest unit, for columns and ages: "14 min". */
    public static String age(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + NBSP + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + NBSP + "min";
        }
        return seconds < 86_400 ? seconds / 3600 + NBSP + "h" : seconds / 86_400 + NBSP + "d";
    }

    /** A span as a clock shows it: "0:12", "1:02:11". */
    public static String clock(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60);
    }

    /** A moment to the second: "2026-11-24 13:05:07 UTC". */
    public static String moment(Instant at) {
        return MOMENT.format(at);
    }

    /** A moment to the minute, without its zone. */
    public static String minute(Instant at) {
        return TO_THE_MINUTE.format(at);
    }

    /** A time of day in UTC: "13:05:07". */
    public static String timeOfDay(Instant at) {
        return TIME_OF_DAY.format(at);
    }
}
