package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.response.ErrorJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal with a status other than its code's default: required by HTTP and unknown to the grid. */
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

    /** A refusal by the grid with another status than its code's default. */
    public static HttpRefusal of(int status, JobGridException refusal) {
        return new HttpRefusal(status, refusal.code(), String.valueOf(refusal.getMessage()));
    }

    /** Closes the connection: the rest of the body is not read, so no other request can follow. */
    public static HttpRefusal tooLarge(String what, long limit) {
        return invalid(413, what + " is larger than the " + limit + " bytes allowed")
                .with("Connection", "close");
    }

    /** The same refusal with a response header. */
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
