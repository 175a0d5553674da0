package dev.jobgrid.wire;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.monitor.JobQuery;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code cursor} of a list of jobs: the creation time and id of the last returned job, so that new jobs do not
 * shift pages. Opaque to clients. The form is a regular expression, stated in the OpenAPI document: any text of that
 * form is accepted.
 */
public final class ListCursor {
    /** Seconds and nanoseconds since 1970, and the id; up to the year 2286, which every database can hold. */
    static final Pattern FORM =
            Pattern.compile("(0|[1-9][0-9]{0,9})\\.(0|[1-9][0-9]{0,8})\\.([A-Za-z0-9][A-Za-z0-9._-]{0,63})");

    private ListCursor() {}

    /** The position as text for a URL; each of its characters stands for itself there. */
    public static String write(JobQuery.Cursor cursor) {
        Instant created = cursor.created();
        return created.getEpochSecond() + "." + created.getNano() + "."
                + cursor.id().value();
    }

    /**
     * Parses a position.
     *
     * @throws JobGridException INVALID_REQUEST if it does not have the form of {@link #write}
     */
    public static JobQuery.Cursor read(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "cursor is not one that a list of jobs gave; leave it out to start with the newest job");
        }
        return new JobQuery.Cursor(
                Instant.ofEpochSecond(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2))),
                new JobId(parts.group(3)));
    }
}
