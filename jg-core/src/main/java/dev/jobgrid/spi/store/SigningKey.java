package dev.jobgrid.spi.store;

import dev.jobgrid.auth.Secret;

/**
 * A key that signs URLs.
 *
 * @param number its place among the keys of a store, 1 or more; the highest signs
 * @param id its name in URLs: 1 to 32 letters, digits, '_' or '-'
 * @param secret 32 bytes in base64url, without padding
 */
public record SigningKey(int number, String id, Secret secret) {
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 6;

    /** A new random key. */
    public static SigningKey random(int number) {
        return new SigningKey(number, Secret.random(ID_BYTES).value(), Secret.random(SECRET_BYTES));
    }
}
