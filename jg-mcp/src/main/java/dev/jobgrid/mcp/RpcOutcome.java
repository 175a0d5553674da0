package dev.jobgrid.mcp;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.mcp.tools.ToolCall.Around;
import io.modelcontextprotocol.common.McpTransportContext;
import java.util.List;
import java.util.Map;

/** What one request's tool is called with, and what the transport should know of how it went. Single-threaded. */
final class RpcOutcome {
    private static final String KEY = "jobgrid";

    private final Around around;
    private List<Scope> missing = List.of();

    RpcOutcome(Around around) {
        this.around = around;
    }

    /** The outcome that a call is to be noted in. */
    static RpcOutcome of(McpTransportContext context) {
        if (context.get(KEY) instanceof RpcOutcome outcome) {
            return outcome;
        }
        throw new IllegalStateException("the call did not come through the dispatcher");
    }

    McpTransportContext context() {
        return McpTransportContext.create(Map.of(KEY, this));
    }

    Around around() {
        return around;
    }

    void refusedFor(List<Scope> anyOf) {
        missing = anyOf;
    }

    /** Scopes any of which the call would have needed; none if it was not refused for that. */
    List<Scope> missing() {
        return missing;
    }
}
