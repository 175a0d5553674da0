package dev.jobgrid.mcp;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import org.jspecify.annotations.Nullable;

/** A JSON-RPC error response. */
final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient @Nullable Object id;

    RpcException(int code, @Nullable Object id, String message) {
        super(message);
        this.code = code;
        this.id = id;
    }

    static RpcException invalid(@Nullable Object id, String message) {
        return new RpcException(ErrorCodes.INVALID_REQUEST, id, message);
    }

    static RpcException invalidParams(@Nullable Object id, String message) {
        return new RpcException(ErrorCodes.INVALID_PARAMS, id, message);
    }

    int code() {
        return code;
    }

    /** The request's, if it could be read. */
    @Nullable
    Object id() {
        return id;
    }

    /** Whether it is not a valid message at all, rather than an invalid request. */
    boolean isMalformed() {
        return code == ErrorCodes.PARSE_ERROR || code == ErrorCodes.INVALID_REQUEST;
    }
}
