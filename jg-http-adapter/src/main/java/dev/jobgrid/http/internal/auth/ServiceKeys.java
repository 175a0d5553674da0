package dev.jobgrid.http.internal.auth;

import dev.jobgrid.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Keys of services that may introspect tokens. Immutable; stores hashes only. */
public final class ServiceKeys {
    public static final ServiceKeys NONE = new ServiceKeys(List.of());

    private static final int MIN_LENGTH = 32;

    private final List<byte[]> hashes;

    private ServiceKeys(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    public static ServiceKeys of(List<Secret> keys) {
        for (Secret key : keys) {
            if (key.value().length() < MIN_LENGTH) {
                throw new IllegalArgumentException(
                        "a service key has " + key.value().length() + " characters, at least " + MIN_LENGTH
                                + " are needed; make one with: openssl rand -hex 32");
            }
        }
        return new ServiceKeys(keys.stream().map(key -> hash(key.value())).toList());
    }

    /** Whether it is one of them. Compares in constant time. */
    public boolean contain(String token) {
        byte[] hash = hash(token);
        boolean found = false;
        for (byte[] known : hashes) {
            found |= MessageDigest.isEqual(known, hash);
        }
        return found;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
