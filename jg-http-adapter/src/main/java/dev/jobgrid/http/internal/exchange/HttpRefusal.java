package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.response.ErrorJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal whose status the code alone does not give: what HTTP asks for and the grid knows nothing of. */
public final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ErrorCode code;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public HttpRefusal(int status, ErrorCode code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public static HttpRefusal invalid(int status, String message) {
        return new HttpRefusal(status, ErrorCode.INVALID_REQUEST, message);
    }

    /** A refusal by the grid under another status than its code has by itself. */
    public static HttpRefusal of(int status, JobGridException refusal) {
        return new HttpRefusal(status, refusal.code(), String.valueOf(refusal.getMessage()));
    }

    /** Closes the connection: what is left of the body is not read, so no other request can follow it. */
    public static HttpRefusal tooLarge(String what, long limit) {
        return invalid(413, what + " is larger than the " + limit + " bytes allowed")
                .with("Connection", "close");
    }

    /** The same refusal with a header on its answer. */
    public HttpRefusal with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    ErrorJson json(String requestId) {
        return ErrorJson.of(code, String.valueOf(getMessage()), requestId);
    }
}
