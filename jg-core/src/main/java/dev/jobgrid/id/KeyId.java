package dev.jobgrid.id;

/**
 * Names an API key, without giving it away.
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record KeyId(String value) {
    /** Checks the form. */
    public KeyId {
        IdText.check("a key id", value);
    }

    /** A new id that no one else has. Thread-safe. */
    public static KeyId random() {
        return new KeyId(IdText.random("key_"));
    }

    @Override
    public String toString() {
        return value;
    }
}
