package dev.jobgrid.http.jetty;

import dev.jobgrid.http.RefusedRequest;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The published error shape for what Jetty itself refuses. */
final class JettyErrors implements Request.Handler {
    private static final String REQUEST_ID = "X-Request-Id";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        RefusedRequest refused = RefusedRequest.of(
                status,
                HttpStatus.getMessage(status),
                request.getHttpURI().getPath(),
                request.getHeaders().get(REQUEST_ID));
        response.getHeaders().put(REQUEST_ID, refused.requestId());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, refused.json().length);
        response.write(true, ByteBuffer.wrap(refused.json()), callback);
        return true;
    }
}
