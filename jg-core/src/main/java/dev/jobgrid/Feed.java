package dev.jobgrid;

import java.util.Iterator;

/**
 * A blocking iterator over items that arrive over time. {@code hasNext} waits for the next item or the end, and returns
 * false once closed or interrupted. Read it from one thread; close it from any.
 *
 * @param <T> the items
 */
public interface Feed<T> extends Iterator<T>, AutoCloseable {
    /** Ends the feed; a thread that waits in {@code hasNext} gets false. */
    @Override
    void close();
}
