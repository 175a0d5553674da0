package dev.jobgrid.id;

/**
 * The id of an uploaded input or script within its workspace (reference §05, {@code input_id}).
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record InputId(String value) {
    /** Checks the form. */
    public InputId {
        IdText.check("an input id", value);
    }

    /** A new unique id. Thread-safe. */
    public static InputId random() {
        return new InputId(IdText.random("inp_"));
    }

    @Override
    public String toString() {
        return value;
    }
}
