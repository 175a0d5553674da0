package dev.jobgrid.server.cli;

import dev.jobgrid.server.cli.output.DurationConverter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads moments in options: {@code 2h} ago, or {@code 2026-03-01T12:00:00Z}. */
final class SinceConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            try {
                return Instant.now().minus(new DurationConverter().convert(value));
            } catch (TypeConversionException notLength) {
                throw new TypeConversionException(
                        "'" + value + "' is no moment; 2h (ago), 7d and 2026-03-01T12:00:00Z are");
            }
        }
    }
}
