package dev.jobgrid.server.cli.grid;

/** A command failed, with an exit code of its own. The message is for people. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** A failure with that exit code. */
    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** A failure with that exit code, because of another. */
    public CommandFailure(int exitCode, Exception cause) {
        super(cause.getMessage(), cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
