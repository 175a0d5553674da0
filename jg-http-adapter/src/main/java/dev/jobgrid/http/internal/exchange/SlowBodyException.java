package dev.jobgrid.http.internal.exchange;

import java.io.IOException;

/** A request body that arrives too slowly. Independent of the server, for use in any container. */
public final class SlowBodyException extends IOException {
    /** The minimum rate of a body. */
    public static final int BYTES_A_SECOND = 1024;

    static final String MESSAGE = "request body too slow: send at least " + BYTES_A_SECOND + " bytes/s";

    private static final long serialVersionUID = 1L;

    public SlowBodyException() {
        super(MESSAGE);
    }
}
