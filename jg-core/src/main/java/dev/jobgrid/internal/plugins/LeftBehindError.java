package dev.jobgrid.internal.plugins;

/**
 * Ends the step of an abandoned {@link LeavableLoop}: another loop has taken over. An error, since no caller in between
 * may handle it.
 */
final class LeftBehindError extends Error {
    private static final long serialVersionUID = 1L;

    LeftBehindError(String operation) {
        super("nobody waits for '" + operation + "' any more", null, false, false);
    }
}
