package dev.jobgrid.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Optional;

/** Progress notifications, for requests that ask for them. */
final class ProgressNotes {
    private ProgressNotes() {}

    /** By what the client knows the request again, if it wants to hear of it. */
    static Optional<Object> token(Message request) {
        JsonNode token = request.params().path("_meta").path("progressToken");
        if (token.isTextual()) {
            return Optional.of(token.textValue());
        }
        return token.isIntegralNumber() ? Optional.of(token.numberValue()) : Optional.empty();
    }

    static byte[] bytes(Object token, long step, String message) {
        return Dispatcher.bytes(new McpSchema.JSONRPCNotification(
                McpSchema.METHOD_NOTIFICATION_PROGRESS,
                McpSchema.ProgressNotification.builder(token, step)
                        .message(message)
                        .build()));
    }
}
