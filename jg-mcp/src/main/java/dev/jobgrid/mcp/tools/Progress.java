package dev.jobgrid.mcp.tools;

/**
 * Receives the progress of a call. {@link #report} is called from the thread of the call; {@link #isGone} by any thread.
 */
public interface Progress {
    /** Ignores progress. */
    Progress UNHEARD = new Progress() {
        @Override
        public void report(long step, String message) {}

        @Override
        public boolean isGone() {
            return false;
        }
    };

    /**
     * Reports a step.
     *
     * @param step grows with each call
     * @param message one line for people
     */
    void report(long step, String message);

    /** Whether the call was cancelled, or the connection is lost. */
    boolean isGone();
}
