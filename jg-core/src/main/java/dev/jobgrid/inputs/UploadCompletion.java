package dev.jobgrid.inputs;

import dev.jobgrid.auth.Secret;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client says of an upload when it completes it (reference §05).
 *
 * @param token the slot's token
 * @param filename as in the slot, if given
 * @param contentType replaces the slot's, if given
 * @param sizeBytes must be what arrived, if given
 * @param etag must be what arrived, if given
 */
public record UploadCompletion(
        Secret token,
        Optional<String> filename,
        Optional<String> contentType,
        OptionalLong sizeBytes,
        Optional<String> etag) {
    /** Completes with the token alone. */
    public static UploadCompletion of(Secret token) {
        return new UploadCompletion(token, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }
}
