package dev.jobgrid.mcp.tools;

/** Hears how a call comes along. Called from the thread of the call. */
@FunctionalInterface
public interface Progress {
    /** Nobody listens. */
    Progress UNHEARD = (step, message) -> {};

    /**
     * Tells a step.
     *
     * @param step grows with each call
     * @param message one line for people
     * @throws InterruptedException if the listener is gone, so that there is no use in going on
     */
    void tell(long step, String message) throws InterruptedException;
}
