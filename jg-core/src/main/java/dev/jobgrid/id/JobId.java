package dev.jobgrid.id;

/**
 * Names a job within its workspace: chosen by the client (reference §06, {@code id}) or made by the grid.
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record JobId(String value) {
    /** Checks the form. */
    public JobId {
        IdText.check("a job id", value);
    }

    /** A new id that no one else has. Thread-safe. */
    public static JobId random() {
        return new JobId(IdText.random("job_"));
    }

    @Override
    public String toString() {
        return value;
    }
}
