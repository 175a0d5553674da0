package dev.jobgrid.http.internal.exchange;

import java.time.Duration;

/**
 * Bounds that are fixed but for tests.
 *
 * @param threads of a server of its own
 * @param laterReplies answers that the store is waited for without a thread
 * @param bytesAhead of all bodies that are read before a thread is given to their requests
 * @param idle how long a connection may stand still
 * @param drain how long a server that closes waits for requests under way
 */
public record Tuning(int threads, int laterReplies, int bytesAhead, Duration idle, Duration drain) {
    /** More later replies than one statement finds, or one commit stores, at a time; each may hold a whole request's body. */
    public static final Tuning DEFAULT = new Tuning(128, 256, 16 << 20, Duration.ofSeconds(60), Duration.ofSeconds(10));

    public Tuning threads(int value, int later) {
        return new Tuning(value, later, bytesAhead, idle, drain);
    }

    public Tuning bytesAhead(int value) {
        return new Tuning(threads, laterReplies, value, idle, drain);
    }

    public Tuning times(Duration stillness, Duration closing) {
        return new Tuning(threads, laterReplies, bytesAhead, stillness, closing);
    }
}
