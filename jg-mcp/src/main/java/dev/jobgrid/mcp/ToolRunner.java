package dev.jobgrid.mcp;

import static java.lang.System.Logger.Level.ERROR;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.mcp.tools.Arguments;
import dev.jobgrid.mcp.tools.Tool;
import dev.jobgrid.mcp.tools.ToolCall;
import dev.jobgrid.mcp.tools.ToolDescription;
import dev.jobgrid.mcp.tools.ToolDescription.Effect;
import dev.jobgrid.mcp.tools.ToolResult;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.response.ErrorJson;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Adapts a tool to the SDK. The only place that converts refusals to a tool's errors.
 *
 * @param tool the tool
 */
record ToolRunner(Tool tool) {
    private static final System.Logger LOG = System.getLogger(ToolRunner.class.getName());
    private static final String FAULT =
            "the call failed through a fault of the server's own; its log tells more under ";

    SyncToolSpecification specification() {
        return SyncToolSpecification.builder()
                .tool(published(tool.description()))
                .callHandler((context, request) -> result(RpcOutcome.of(context), request))
                .build();
    }

    private static McpSchema.Tool published(ToolDescription description) {
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("type", "object");
        output.put("properties", Map.of("data", description.data()));
        output.put("required", List.of("data"));
        Effect effect = description.effect();
        return McpSchema.Tool.builder(description.name(), description.input())
                .title(description.title())
                .description(description.description())
                .outputSchema(output)
                .annotations(McpSchema.ToolAnnotations.builder()
                        .title(description.title())
                        .readOnlyHint(effect == Effect.READS)
                        .destructiveHint(effect == Effect.ENDS)
                        .idempotentHint(effect == Effect.READS)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    private CallToolResult result(RpcOutcome outcome, McpSchema.CallToolRequest request) {
        ObjectNode arguments = request.arguments() == null
                ? JsonNodeFactory.instance.objectNode()
                : (ObjectNode) WireJson.tree(request.arguments());
        try {
            return response(tool.call(new ToolCall(outcome.around(), new Arguments(arguments))));
        } catch (JobGridException e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                outcome.refusedFor(tool.description().scopes());
            }
            return e.code() == ErrorCode.INTERNAL_ERROR ? fault(e) : refusal(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refusal(new JobGridException(ErrorCode.MAINTENANCE_ACTIVE, "the server is stopping"));
        } catch (RuntimeException e) {
            return fault(e);
        }
    }

    private static CallToolResult response(ToolResult response) {
        ObjectNode structured = JsonNodeFactory.instance.objectNode().set("data", response.data());
        return CallToolResult.builder()
                .addTextContent(response.summary())
                // Repeated as text, for hosts without structured results.
                .addTextContent(WireJson.text(structured))
                .structuredContent(structured)
                .isError(false)
                .build();
    }

    private CallToolResult refusal(JobGridException e) {
        CallToolResult.Builder result = CallToolResult.builder()
                .addTextContent(sentence(e.code(), String.valueOf(e.getMessage())))
                .isError(true);
        if (!e.checks().isEmpty()) {
            result.addTextContent(WireJson.text(ErrorJson.of(e, "req_" + UUID.randomUUID())));
        }
        return result.build();
    }

    private CallToolResult fault(RuntimeException e) {
        String id = "req_" + UUID.randomUUID();
        LOG.log(ERROR, "call " + id + " of " + tool.description().name() + " failed", e);
        return CallToolResult.builder()
                .addTextContent(sentence(ErrorCode.INTERNAL_ERROR, FAULT + id))
                .isError(true)
                .build();
    }

    private String sentence(ErrorCode code, String message) {
        return tool.description().name() + " failed: " + code + ": " + message;
    }
}
