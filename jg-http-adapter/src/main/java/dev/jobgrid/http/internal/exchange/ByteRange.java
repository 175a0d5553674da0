package dev.jobgrid.http.internal.exchange;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The byte range of a {@code Range} header (RFC 9110 §14).
 *
 * @param first the first byte
 * @param length the number of bytes; 0 if the file ends before the first
 * @param size of the whole file
 */
public record ByteRange(long first, long length, long size) {
    private static final Pattern FORM = Pattern.compile("(?i)bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

    /**
     * Reads the header: empty for no header, for one that is not of this form and for several ranges, which all return
     * the whole file.
     */
    public static Optional<ByteRange> parse(@Nullable String header, long size) {
        Matcher parts = FORM.matcher(header == null ? "" : header);
        if (!parts.matches()) {
            return Optional.empty();
        }
        if (parts.group(1).isEmpty()) {
            return parts.group(2).isEmpty() ? Optional.empty() : Optional.of(suffix(number(parts.group(2)), size));
        }
        long first = number(parts.group(1));
        long last = parts.group(2).isEmpty() ? Long.MAX_VALUE - 1 : number(parts.group(2));
        return last < first ? Optional.empty() : Optional.of(between(first, last, size));
    }

    private static ByteRange suffix(long length, long size) {
        long kept = Math.min(length, size);
        return new ByteRange(size - kept, kept, size);
    }

    private static ByteRange between(long first, long last, long size) {
        long length = Math.max(0, Math.min(last, size - 1) - first + 1);
        return new ByteRange(first, length, size);
    }

    private static long number(String digits) {
        return Long.parseLong(digits);
    }

    public boolean isSatisfiable() {
        return length > 0;
    }

    /** The {@code Content-Range} header. */
    public String contentRange() {
        return isSatisfiable() ? "bytes " + first + "-" + (first + length - 1) + "/" + size : "bytes */" + size;
    }
}
