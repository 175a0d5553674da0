package dev.jobgrid.wire.request;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.WireJson;

/** Reads the body of {@code POST /v1/jobs/{job_id}/cancel} (reference §10). */
public final class CancelRequestJson {
    private CancelRequestJson() {}

    /**
     * The reason, empty if none is given. No body, or one of spaces, gives none.
     *
     * @throws JobGridException INVALID_REQUEST if there is an invalid body
     */
    public static String read(byte[] body) {
        if (isBlank(body)) {
            return "";
        }
        RequestDiagnostics findings = new RequestDiagnostics();
        String reason =
                Fields.of(WireJson.object(body), findings).text("reason").orElse("");
        findings.refuse();
        return reason;
    }

    static boolean isBlank(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return false;
            }
        }
        return true;
    }
}
