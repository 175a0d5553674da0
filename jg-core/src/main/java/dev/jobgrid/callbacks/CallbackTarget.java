package dev.jobgrid.callbacks;

import dev.jobgrid.auth.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * Where to tell that a job ended (reference §11).
 *
 * @param url https, or http to this host
 * @param authToken sent as a bearer token
 * @param metadata sent back as {@code correlation_data}
 */
public record CallbackTarget(String url, Optional<Secret> authToken, Map<String, String> metadata) {
    /** Copies the metadata. */
    public CallbackTarget {
        metadata = Map.copyOf(metadata);
    }

    /** A target with neither token nor metadata. */
    public static CallbackTarget of(String url) {
        return new CallbackTarget(url, Optional.empty(), Map.of());
    }

    /** The scheme and host only: user, path and query may hold secrets. */
    @Override
    public String toString() {
        return "CallbackTarget[" + url.replaceFirst("^([A-Za-z]+://)(?:[^/@]*@)?([^/?#]*).*$", "$1$2/…") + "]";
    }
}
