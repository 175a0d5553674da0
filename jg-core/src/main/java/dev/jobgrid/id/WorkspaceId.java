package dev.jobgrid.id;

/**
 * Names a workspace: the border that no key, job, input or artifact crosses.
 *
 * @param value 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 */
public record WorkspaceId(String value) {
    /** The workspace of an embedder that needs no other. */
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
