package dev.jobgrid.spi.store;

import java.util.regex.Pattern;

/**
 * The name of a blob.
 *
 * @param value segments of letters, digits, '.', '_' and '-', joined by '/', none of them of dots alone; at most 512
 *     characters
 */
public record BlobKey(String value) {
    private static final Pattern FORM = Pattern.compile("(?!\\.+(/|$))[A-Za-z0-9._-]+(/(?!\\.+(/|$))[A-Za-z0-9._-]+)*");

    /** Checks the form. */
    public BlobKey {
        if (value.length() > 512 || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a blob key");
        }
    }
}
