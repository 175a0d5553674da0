package dev.jobgrid.http.internal.exchange;

/**
 * Bounds that are fixed but for tests.
 *
 * @param authentications requests that wait for an embedder's authenticator at a time
 * @param asyncResponses responses that wait for the store without a thread
 * @param readerBytes of the heap for readers of logs
 */
public record Tuning(int authentications, int asyncResponses, long readerBytes) {
    /**
     * More asynchronous responses than one statement finds, or one commit stores, at a time; each may hold a whole request's
     * body. Readers of logs have a quarter of the heap.
     */
    public static final Tuning DEFAULT =
            new Tuning(64, 256, Runtime.getRuntime().maxMemory() / 4);
}
