package dev.jobgrid.mcp;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.mcp.tools.ToolCall.Around;
import io.modelcontextprotocol.common.McpTransportContext;
import java.util.List;
import java.util.Map;

/** The context of one request's tool call, and its outcome for the transport. Single-threaded. */
final class RpcOutcome {
    private static final String KEY = "jobgrid";

    private final Around around;
    private List<Scope> missing = List.of();

    RpcOutcome(Around around) {
        this.around = around;
    }

    /** The outcome of a call. */
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

    /** Scopes any of which would have allowed the call; none if it was not refused for that. */
    List<Scope> missing() {
        return missing;
    }
}
