package dev.jobgrid.http.internal.exchange;

import java.time.Duration;

/**
 * Limits that only tests change.
 *
 * @param threads of a standalone server
 * @param laterReplies asynchronous responses that wait for the store
 * @param bytesAhead of all bodies that are read before their requests get a thread
 * @param idle the idle time-out of a connection
 * @param drain how long a closing server waits for requests in progress
 */
public record Tuning(int threads, int laterReplies, int bytesAhead, Duration idle, Duration drain) {
    /**
     * More asynchronous responses than one statement or commit handles at a time; each may hold a whole request's body.
     */
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
