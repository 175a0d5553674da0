package dev.jobgrid.client;

/**
 * Hears that the server cannot be reached, while calls, feeds, uploads and downloads of a connection go on trying. Called from
 * the threads that wait, of several at most one at a time; it returns soon.
 */
public interface OutageListener {
    /**
     * The server is not reached: three tries failed, or it has said nothing for five seconds, or it asks for a pause. Told once
     * until it is reached again, and at most once a minute.
     *
     * @param reason why, for people, without secrets
     */
    void lost(String reason);

    /** The server answers again. */
    void restored();
}
