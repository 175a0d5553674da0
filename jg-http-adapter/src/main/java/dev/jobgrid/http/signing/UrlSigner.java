package dev.jobgrid.http.signing;

import dev.jobgrid.spi.store.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies URLs. Thread-safe; never logs.
 *
 * <p>HMAC-SHA-256 over the method, the path, the object, the time it expires and the key's id. A signature allows that
 * one request until then, for anyone who holds it.
 */
public final class UrlSigner {
    private static final String ALGORITHM = "HmacSHA256";

    private final SigningKeys keys;

    /** Signs with the newest key and accepts all of them. */
    public UrlSigner(SigningKeys keys) {
        this.keys = keys;
    }

    /**
     * The request that a signature allows.
     *
     * @param method of the request
     * @param path of the request, below its mount point
     * @param object its object, by a unique name
     */
    public record Grant(String method, String path, String object) {}

    /** The verdict on a signature. */
    public enum Verdict {
        /** Valid. */
        VALID,
        /** Expired. */
        EXPIRED,
        /** Invalid, or for another request. */
        FORGED
    }

    /** A signature for the query of a URL. Rounds the expiry down to a second. */
    public SignatureQuery sign(Grant grant, Instant expires) {
        SigningKey key = keys.newest();
        long seconds = expires.getEpochSecond();
        return new SignatureQuery(seconds, key.id(), signature(key, grant, seconds));
    }

    /** Whether the signature allows this at this moment. Compares in constant time. */
    public Verdict verify(Grant grant, SignatureQuery query, Instant now) {
        Optional<SigningKey> key = keys.find(query.keyId());
        if (key.isEmpty() || !isSame(signature(key.get(), grant, query.expires()), query.signature())) {
            return Verdict.FORGED;
        }
        return now.getEpochSecond() < query.expires() ? Verdict.VALID : Verdict.EXPIRED;
    }

    // As text, not decoded: base64 has spare bits at its end, and a signature must have one spelling.
    private static boolean isSame(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String signature(SigningKey key, Grant grant, long expires) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, grant, expires));
    }

    private static byte[] mac(SigningKey key, Grant grant, long expires) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(
                    new SecretKeySpec(Base64.getUrlDecoder().decode(key.secret().value()), ALGORITHM));
            for (String part : new String[] {grant.method(), grant.path(), grant.object(), key.id()}) {
                byte[] text = part.getBytes(StandardCharsets.UTF_8);
                // With length prefixes: two grants must never have the same bytes.
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
                mac.update(text);
            }
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(expires).flip());
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no HMAC-SHA-256, which every JVM must have", e);
        }
    }
}
