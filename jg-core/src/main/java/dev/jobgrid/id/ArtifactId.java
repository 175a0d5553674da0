package dev.jobgrid.id;

/**
 * The id of an artifact within its job (reference §09, {@code artifact_id}).
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record ArtifactId(String value) {
    /** Checks the form. */
    public ArtifactId {
        IdText.check("an artifact id", value);
    }

    /** A new unique id. Thread-safe. */
    public static ArtifactId random() {
        return new ArtifactId(IdText.random("art_"));
    }

    @Override
    public String toString() {
        return value;
    }
}
