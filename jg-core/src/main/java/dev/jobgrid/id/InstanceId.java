package dev.jobgrid.id;

/**
 * The id of a running grid among those that share a store.
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record InstanceId(String value) {
    /** Checks the form. */
    public InstanceId {
        IdText.check("an instance id", value);
    }

    /** A new unique id. Thread-safe. */
    public static InstanceId random() {
        return new InstanceId(IdText.random("grid_"));
    }

    @Override
    public String toString() {
        return value;
    }
}
