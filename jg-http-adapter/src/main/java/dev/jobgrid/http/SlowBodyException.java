package dev.jobgrid.http;

import java.io.IOException;

/** A request body arrived too slowly. Thrown by the server's stream when a route reads; answered 408. */
public final class SlowBodyException extends IOException {
    /** The message for the client. */
    public static final String MESSAGE =
            "request body too slow: send at least " + MinimumRate.BYTES_PER_SECOND + " bytes/s";

    private static final long serialVersionUID = 1L;

    /** With a message for the client. */
    public SlowBodyException() {
        super(MESSAGE);
    }
}
