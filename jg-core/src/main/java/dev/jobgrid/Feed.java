package dev.jobgrid;

import java.util.Iterator;

/**
 * Things that come one after the other, some of them later. {@code hasNext} waits for the next one or the end, and returns
 * false once closed or interrupted. Read it from one thread; close it from any.
 *
 * @param <T> what comes
 */
public interface Feed<T> extends Iterator<T>, AutoCloseable {
    /** Ends it; a thread that waits in {@code hasNext} gets false. */
    @Override
    void close();
}
