package dev.jobgrid.wire.client;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads refusals (reference §13). */
public final class ErrorReader {
    private ErrorReader() {}

    /**
     * Converts an error response to a refusal: as thrown by the grid, or, from a proxy, by the status only. An internal
     * error names the request id, to find it in the server's log.
     */
    public static JobGridException read(int status, byte[] body, Optional<Duration> retryAfter) {
        try {
            return ResponseObject.read(body, response -> refusal(status, response, retryAfter));
        } catch (IOException e) {
            return new JobGridException(
                    code(status),
                    "the response has status " + status + ", and not the form of this API",
                    List.of(),
                    retryAfter);
        }
    }

    private static JobGridException refusal(int status, ResponseObject response, Optional<Duration> retryAfter) {
        // Nested as published, or flat, which the reference also allows.
        ResponseObject error = response.object("error").orElse(response);
        ErrorCode code = error.word("code", ErrorCode.class).orElseGet(() -> code(status));
        String message = error.text("message").orElse("the response has status " + status);
        String request = code == ErrorCode.INTERNAL_ERROR
                ? error.text("request_id").map(id -> " (" + id + ")").orElse("")
                : "";
        List<Check> checks = error.object("details")
                .flatMap(details -> details.object("screening"))
                .map(ErrorReader::checks)
                .orElse(List.of());
        return new JobGridException(code, message + request, checks, retryAfter);
    }

    static List<Check> checks(ResponseObject screening) {
        return screening.objects("checks").stream().map(ErrorReader::check).toList();
    }

    private static Check check(ResponseObject check) {
        return new Check(
                check.word("code", ErrorCode.class).orElse(ErrorCode.INVALID_REQUEST),
                check.word("severity", Check.Severity.class).orElse(Check.Severity.ERROR),
                check.text("field"),
                check.text("message").orElse(""),
                check.text("action"));
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 402 -> ErrorCode.INSUFFICIENT_FUNDS;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.CONFLICT;
            case 429 -> ErrorCode.QUEUE_SATURATED;
            case 503 -> ErrorCode.MAINTENANCE_ACTIVE;
            default -> status >= 500 ? ErrorCode.INTERNAL_ERROR : ErrorCode.INVALID_REQUEST;
        };
    }
}
