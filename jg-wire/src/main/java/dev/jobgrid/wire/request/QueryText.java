package dev.jobgrid.wire.request;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads enumerated query parameters (reference §07, §08). */
public final class QueryText {
    private QueryText() {}

    /**
     * The {@code status} of a list of jobs. Some clients send {@code starting}, which means {@code assigned}.
     *
     * @throws JobGridException INVALID_REQUEST if there is no such status
     */
    public static JobStatus status(String text) {
        if (text.equals("starting")) {
            return JobStatus.ASSIGNED;
        }
        return constant("status", text, JobStatus.values());
    }

    /**
     * The {@code stream} of a log; empty for {@code all}.
     *
     * @throws JobGridException INVALID_REQUEST if there is no such stream
     */
    public static Optional<LogStream> stream(String text) {
        if (text.equals("all")) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(LogStream.values())
                .filter(stream -> WireNames.of(stream).equals(text))
                .findFirst()
                .orElseThrow(() -> refused("stream", text, words(LogStream.values()) + ", all")));
    }

    /**
     * A parameter that is one of these, by its name on the wire.
     *
     * @throws JobGridException INVALID_REQUEST if there is no such one
     */
    static <E extends Enum<E>> E constant(String name, String text, E[] all) {
        return Arrays.stream(all)
                .filter(one -> WireNames.of(one).equals(text))
                .findFirst()
                .orElseThrow(() -> refused(name, text, words(all)));
    }

    /**
     * The {@code contains} of a log.
     *
     * @throws JobGridException INVALID_REQUEST if no text of that length is searched for
     */
    public static String contains(String text) {
        if (!LogQuery.isText(text)) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "contains has " + text.length() + " characters, and a text to search for has 1 to "
                            + LogQuery.MAX_TEXT + ", not only spaces, such as \"out of memory\"");
        }
        return text;
    }

    /**
     * A parameter that is a moment in the form of ISO 8601.
     *
     * @throws JobGridException INVALID_REQUEST if it is anything else
     */
    public static Instant moment(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    name + " is " + DisplayText.quoted(text)
                            + ", and must be a moment with a time zone, such as 2026-06-11T12:00:00Z");
        }
    }

    private static String words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(WireNames::of).collect(Collectors.joining(", "));
    }

    private static JobGridException refused(String name, String value, String allowed) {
        return new JobGridException(
                ErrorCode.INVALID_REQUEST,
                name + " is " + DisplayText.quoted(value) + ", and must be one of: " + allowed);
    }
}
