package dev.jobgrid.http;

import java.io.IOException;

/** Says that a body is not read on as it comes too slowly. Of no server's classes, as it is known in every container. */
final class SlowBodyException extends IOException {
    static final String MESSAGE =
            "the request's body came too slowly: send " + LeastRate.BYTES_A_SECOND + " bytes a second or more";

    private static final long serialVersionUID = 1L;

    SlowBodyException() {
        super(MESSAGE);
    }
}
