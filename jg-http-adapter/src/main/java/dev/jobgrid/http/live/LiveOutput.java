package dev.jobgrid.http.live;

import java.io.IOException;

/** The non-blocking output of a reader's events. Used by one thread at a time. */
public interface LiveOutput {
    /** Whether {@link #write} may be called. After false, the reader is woken when it is. */
    boolean isReady() throws IOException;

    /** Accepts bytes, and sends them when possible. */
    void write(byte[] bytes) throws IOException;

    /** Ends the stream. May be called twice. */
    void close();
}
