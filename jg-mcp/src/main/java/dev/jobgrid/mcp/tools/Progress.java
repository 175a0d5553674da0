package dev.jobgrid.mcp.tools;

/** Hears how a call comes along. {@link #tell} is called from the thread of the call; whether it is gone, anyone may ask. */
public interface Progress {
    /** Somebody who wants to know only how it ends. */
    Progress UNHEARD = new Progress() {
        @Override
        public void tell(long step, String message) {}

        @Override
        public boolean isGone() {
            return false;
        }
    };

    /**
     * Tells a step.
     *
     * @param step grows with each call
     * @param message one line for people
     */
    void tell(long step, String message);

    /** Whether nobody waits for the end any more: the call was called off, or the connection is lost. */
    boolean isGone();
}
