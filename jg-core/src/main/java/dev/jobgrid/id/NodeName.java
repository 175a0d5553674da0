package dev.jobgrid.id;

/**
 * The name of a node; may change.
 *
 * @param value 1 to 128 characters
 */
public record NodeName(String value) {
    /** Checks the length. */
    public NodeName {
        if (value.isBlank() || value.length() > 128) {
            throw new IllegalArgumentException("a node id must be 1 to 128 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
