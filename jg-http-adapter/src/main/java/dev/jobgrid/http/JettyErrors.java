package dev.jobgrid.http;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.http.internal.exchange.ErrorResponses;
import dev.jobgrid.http.internal.exchange.RequestId;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.response.EnvelopeJson;
import dev.jobgrid.wire.response.ErrorJson;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The published error shape for what Jetty itself refuses: requests that are not HTTP, or come while it stops. */
final class JettyErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String id = RequestId.from(request.getHeaders().get(RequestId.HEADER));
        ErrorCode code = switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 500 -> ErrorCode.INTERNAL_ERROR;
            case 503 -> ErrorCode.MAINTENANCE_ACTIVE;
            default -> ErrorCode.INVALID_REQUEST;
        };
        ErrorJson error = ErrorJson.of(code, message(status), id);
        byte[] body = WireJson.bytes(isForAgents(request) ? EnvelopeJson.of(error) : error);
        response.getHeaders().put(RequestId.HEADER, id);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** Not by the decoded path: a path that cannot be decoded is one of the reasons to be here. */
    private static boolean isForAgents(Request request) {
        String path = request.getHttpURI().getPath();
        return path != null && path.startsWith(ErrorResponses.ENVELOPE_PREFIX);
    }

    private static String message(int status) {
        return "the request was refused before it reached a route: " + HttpStatus.getMessage(status);
    }
}
