package dev.jobgrid.wire.request;

import java.util.Optional;

/**
 * Reads {@code content_type}: stored unchanged, and returned as a header, so it must be a valid header value (reference
 * §05).
 */
final class MediaTypeField {
    static final String UNKNOWN = "application/octet-stream";

    private static final int MAX_LENGTH = 255;

    private MediaTypeField() {}

    static Optional<String> read(Fields fields) {
        Optional<String> text = fields.rawText("content_type");
        text.filter(type -> !isHeaderValue(type))
                .ifPresent(type -> fields.findings()
                        .invalid(
                                "content_type",
                                "content_type is " + DisplayText.quoted(type) + ", and must be a media type of at most "
                                        + MAX_LENGTH + " printable ASCII characters"));
        return text.map(String::strip).filter(type -> !type.isEmpty());
    }

    private static boolean isHeaderValue(String type) {
        return type.length() <= MAX_LENGTH && type.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
