package dev.jobgrid.http.live;

import java.io.IOException;

/** Where a reader's events go: takes bytes without blocking, or says that it is not ready. Used by one thread at a time. */
public interface LiveOutput {
    /** Whether {@link #write} may be called. After a false, the reader is woken when it is. */
    boolean isReady() throws IOException;

    /** Takes bytes, and sends them on when it can. */
    void write(byte[] bytes) throws IOException;

    /** Ends the stream. May be called twice. */
    void close();
}
