package dev.jobgrid.internal.plugins;

/**
 * Ends the step of a {@link LeavableLoop} that was left: what it would do next is another's by now. An error, since no one in
 * between may handle it.
 */
final class LeftBehindError extends Error {
    private static final long serialVersionUID = 1L;

    LeftBehindError(String operation) {
        super("nobody waits for '" + operation + "' any more", null, false, false);
    }
}
