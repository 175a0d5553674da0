package dev.jobgrid.auth;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A text that must not be printed. {@code toString} shows stars.
 *
 * @param value the text itself
 */
public record Secret(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** So many random bytes in base64url, without padding. */
    public static Secret random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    @Override
    public String toString() {
        return "***";
    }
}
