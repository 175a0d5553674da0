package dev.jobgrid.server.cli.output;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads lengths of time in options: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 6h}, {@code 7d}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern ISO = Pattern.compile("PT[0-9HMS.]+");

    @Override
    public Duration convert(String value) {
        Matcher text = TEXT.matcher(value);
        if (!text.matches()) {
            throw new TypeConversionException("'" + value + "' is no length of time; 30s, 10m, 6h and 7d are");
        }
        long count = Long.parseLong(text.group(1));
        return switch (text.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** A sentence with its lengths of time as options have them. */
    public static String inSentence(String sentence) {
        return ISO.matcher(sentence).replaceAll(found -> text(Duration.parse(found.group())));
    }

    private static String text(Duration length) {
        if (length.isZero()) {
            return "0s";
        }
        if (length.toMillisPart() > 0) {
            return length.toMillis() + "ms";
        }
        if (length.toSecondsPart() > 0) {
            return length.toSeconds() + "s";
        }
        if (length.toMinutesPart() > 0) {
            return length.toMinutes() + "m";
        }
        return length.toHoursPart() > 0 ? length.toHours() + "h" : length.toDays() + "d";
    }
}
