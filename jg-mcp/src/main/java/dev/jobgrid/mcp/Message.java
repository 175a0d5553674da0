package dev.jobgrid.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.WireJson;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's message, valid by the general rules of JSON-RPC and MCP.
 *
 * @param kind its kind
 * @param id the request's: a String, an Integer or a Long; absent for others
 * @param method the method; empty for a response
 * @param params its parameters; none if left out
 */
record Message(Kind kind, Optional<Object> id, String method, ObjectNode params) {
    /** Kinds of messages. */
    enum Kind {
        REQUEST,
        NOTIFICATION,
        /** To a request of the server, which sends none. */
        RESPONSE
    }

    private static final int MAX_SHOWN = 80;

    /**
     * Reads a message.
     *
     * @throws RpcException if it is invalid
     */
    static Message read(byte[] text) throws RpcException {
        JsonNode json = parsed(text);
        if (json.isArray()) {
            throw RpcException.invalid(null, "batches are not taken; send each message by itself");
        }
        if (!(json instanceof ObjectNode object)) {
            throw RpcException.invalid(null, "a message must be a JSON object");
        }
        @Nullable Object id = id(object);
        if (!object.path("jsonrpc").asText().equals("2.0")
                || !object.path("jsonrpc").isTextual()) {
            throw RpcException.invalid(id, "jsonrpc must be \"2.0\"");
        }
        if (!object.has("method")) {
            return response(object, id);
        }
        JsonNode method = object.get("method");
        if (!method.isTextual()) {
            throw RpcException.invalid(id, "method must be a string");
        }
        ObjectNode params = params(object, id);
        return id == null
                ? new Message(Kind.NOTIFICATION, Optional.empty(), method.textValue(), params)
                : new Message(Kind.REQUEST, Optional.of(id), method.textValue(), params);
    }

    private static JsonNode parsed(byte[] text) throws RpcException {
        try {
            return WireJson.any(text);
        } catch (JobGridException e) {
            throw new RpcException(ErrorCodes.PARSE_ERROR, null, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Object id(ObjectNode object) throws RpcException {
        JsonNode id = object.get("id");
        if (id == null) {
            return null;
        }
        if (id.isTextual()) {
            return id.textValue();
        }
        if (id.isIntegralNumber() && id.canConvertToLong()) {
            return id.numberValue();
        }
        throw RpcException.invalid(null, "id must be a string or a whole number of 64 bits");
    }

    private static Message response(ObjectNode object, @Nullable Object id) throws RpcException {
        if (id == null || object.has("result") == object.has("error")) {
            throw RpcException.invalid(id, "method is missing");
        }
        return new Message(Kind.RESPONSE, Optional.of(id), "", JsonNodeFactory.instance.objectNode());
    }

    private static ObjectNode params(ObjectNode object, @Nullable Object id) throws RpcException {
        JsonNode params = object.get("params");
        // Errors of a notification get no response either.
        if (params == null || id == null && !params.isObject()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (params instanceof ObjectNode fields) {
            return fields;
        }
        throw RpcException.invalidParams(id, "params must be an object");
    }

    /** A client value, shortened for an error. */
    static String shown(String text) {
        String cut = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return "'" + cut.replaceAll("\\p{Cntrl}", "\uFFFD") + "'";
    }

    /** Without the parameters, which may hold secrets. */
    @Override
    public String toString() {
        return "Message[" + kind + " " + shown(method) + "]";
    }
}
