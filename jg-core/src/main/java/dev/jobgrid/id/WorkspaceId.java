package dev.jobgrid.id;

/**
 * The id of a workspace: the boundary of keys, jobs, inputs and artifacts.
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record WorkspaceId(String value) {
    /** The default workspace. */
    public static final WorkspaceId DEFAULT = new WorkspaceId("default");

    /** Checks the form. */
    public WorkspaceId {
        IdText.check("a workspace id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
