package dev.jobgrid.http;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.http.internal.exchange.ErrorResponses;
import dev.jobgrid.http.internal.exchange.RequestId;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.response.EnvelopeJson;
import dev.jobgrid.wire.response.ErrorJson;
import org.jspecify.annotations.Nullable;

/**
 * The published error shape for a request that a server refuses before it reaches the servlet: one that is not HTTP, or that
 * comes while the server stops.
 *
 * @param requestId for the response's header {@code X-Request-Id}
 * @param json the response's body
 */
public record RefusedRequest(String requestId, byte[] json) {
    /**
     * The response to a request.
     *
     * @param status of the response
     * @param reason the server's reason for the status
     * @param path the path as sent, not decoded; null if unknown
     * @param requestId the request's header {@code X-Request-Id}
     */
    public static RefusedRequest of(int status, String reason, @Nullable String path, @Nullable String requestId) {
        String id = RequestId.from(requestId);
        ErrorCode code = switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 500 -> ErrorCode.INTERNAL_ERROR;
            case 503 -> ErrorCode.MAINTENANCE_ACTIVE;
            default -> ErrorCode.INVALID_REQUEST;
        };
        ErrorJson error = ErrorJson.of(code, "the request was refused before it reached a route: " + reason, id);
        boolean isForAgents = path != null && path.startsWith(ErrorResponses.ENVELOPE_PREFIX);
        return new RefusedRequest(id, WireJson.bytes(isForAgents ? EnvelopeJson.of(error) : error));
    }
}
