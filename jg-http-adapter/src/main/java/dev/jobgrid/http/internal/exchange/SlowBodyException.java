package dev.jobgrid.http.internal.exchange;

import java.io.IOException;

/** Says that a body is not read on as it comes too slowly. Of no server's classes, as it is known in every container. */
public final class SlowBodyException extends IOException {
    /** A body has to come at this rate at least. */
    public static final int BYTES_A_SECOND = 1024;

    static final String MESSAGE =
            "the request's body came too slowly: send " + BYTES_A_SECOND + " bytes a second or more";

    private static final long serialVersionUID = 1L;

    public SlowBodyException() {
        super(MESSAGE);
    }
}
