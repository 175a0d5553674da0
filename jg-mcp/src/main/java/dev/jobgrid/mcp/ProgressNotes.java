package dev.jobgrid.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.mcp.tools.Progress;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.Optional;

/** Sends progress notifications for a request that requested them. Thread-safe if its output is. */
final class ProgressNotes implements Progress {
    private final Object token;
    private final Way way;
    private volatile boolean gone;

    /** Sends messages to the client. */
    @FunctionalInterface
    interface Way {
        void send(byte[] message) throws IOException;
    }

    ProgressNotes(Object token, Way way) {
        this.token = token;
        this.way = way;
    }

    /** The client's progress token, if it requested progress. */
    static Optional<Object> token(Message request) {
        JsonNode token = request.params().path("_meta").path("progressToken");
        if (token.isTextual()) {
            return Optional.of(token.textValue());
        }
        return token.isIntegralNumber() ? Optional.of(token.numberValue()) : Optional.empty();
    }

    @Override
    public void report(long step, String message) {
        try {
            way.send(JsonRpcDispatcher.bytes(new McpSchema.JSONRPCNotification(
                    McpSchema.METHOD_NOTIFICATION_PROGRESS,
                    McpSchema.ProgressNotification.builder(token, (double) step)
                            .message(message)
                            .build())));
        } catch (IOException e) {
            gone = true;
        }
    }

    @Override
    public boolean isGone() {
        return gone;
    }
}
