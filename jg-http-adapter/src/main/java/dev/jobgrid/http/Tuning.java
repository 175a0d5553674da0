package dev.jobgrid.http;

/**
 * How much is done at a time.
 *
 * @param threads of a server of its own
 * @param laterReplies answers that the store is waited for without a thread
 */
record Capacity(int threads, int laterReplies) {
    /** More later replies than one statement finds, or one commit stores, at a time; each may hold a whole request's body. */
    static final Capacity DEFAULT = new Capacity(128, 256);
}
