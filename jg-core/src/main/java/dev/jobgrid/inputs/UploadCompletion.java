package dev.jobgrid.inputs;

import dev.jobgrid.auth.Secret;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A client's request to complete an upload (reference §05).
 *
 * @param token the slot's token
 * @param filename as in the slot, if given
 * @param contentType replaces the slot's, if given
 * @param sizeBytes must match the received bytes, if given
 * @param etag must match the received bytes, if given
 */
public record UploadCompletion(
        Secret token,
        Optional<String> filename,
        Optional<String> contentType,
        OptionalLong sizeBytes,
        Optional<String> etag) {
    /** A completion with the token only. */
    public static UploadCompletion of(Secret token) {
        return new UploadCompletion(token, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }
}
