package dev.jobgrid.id;

/**
 * The public id of an API key.
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record KeyId(String value) {
    /** Checks the form. */
    public KeyId {
        IdText.check("a key id", value);
    }

    /** A new unique id. Thread-safe. */
    public static KeyId random() {
        return new KeyId(IdText.random("key_"));
    }

    @Override
    public String toString() {
        return value;
    }
}
