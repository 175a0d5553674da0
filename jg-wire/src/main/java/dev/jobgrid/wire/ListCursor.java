package dev.jobgrid.wire;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.monitor.JobQuery;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * The opaque {@code cursor} of a list of jobs: the creation time and id of the last job given, so that jobs added since
 * move nothing.
 */
public final class ListCursor {
    private static final int MAX_LENGTH = 256;

    private ListCursor() {}

    /** The place as text for a URL. */
    public static String write(JobQuery.Cursor cursor) {
        Instant created = cursor.created();
        String plain = created.getEpochSecond() + "." + created.getNano() + "."
                + cursor.id().value();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The place that a text stands for.
     *
     * @throws JobGridException INVALID_REQUEST if {@link #write} did not make it
     */
    public static JobQuery.Cursor read(String text) {
        try {
            if (text.length() <= MAX_LENGTH) {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("\\.", 3);
                JobQuery.Cursor cursor = new JobQuery.Cursor(
                        Instant.ofEpochSecond(Long.parseLong(parts[0]), Integer.parseInt(parts[1])),
                        new JobId(parts[2]));
                if (write(cursor).equals(text)) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | ArrayIndexOutOfBoundsException e) {
            // Whatever is wrong with it, the client can only do one thing, and is told that below.
        }
        throw new JobGridException(
                ErrorCode.INVALID_REQUEST,
                "cursor is not one that a list of jobs gave; leave it out to start with the newest job");
    }
}
