package dev.jobgrid.mcp;

import static java.lang.System.Logger.Level.ERROR;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.mcp.tools.Toolbox;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Handles requests of any transport through the SDK's stateless server. Thread-safe. */
final class JsonRpcDispatcher {
    /** Supported versions, newest last, as the SDK requires. */
    static final List<String> VERSIONS = List.of(
            ProtocolVersions.MCP_2024_11_05,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);

    private static final System.Logger LOG = System.getLogger(JsonRpcDispatcher.class.getName());

    private static final McpJsonMapper JSON = new JacksonMcpJsonMapper(JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build());

    /**
     * Accepts everything: the tools validate their arguments themselves, with messages that name field, value and
     * bound, and tests verify responses against their schemas.
     */
    private static final JsonSchemaValidator UNASKED = (schema, value) -> ValidationResponse.asValid("");

    private static final String INSTRUCTIONS =
            "Runs GPU jobs. estimate_job shows what a job would cost and whether it can run;"
                    + " upload_job_input creates an upload for a file; submit_job submits a job; get_job with"
                    + " wait_seconds waits for its end; get_job_logs and get_job_events show what happened;"
                    + " list_artifacts and get_artifact return what it wrote.";

    private final McpStatelessServerHandler handler;
    private final Set<String> tools;

    JsonRpcDispatcher(String version) {
        List<ToolRunner> runners = Toolbox.tools().stream().map(ToolRunner::new).toList();
        HandlerSeat seat = new HandlerSeat();
        McpServer.sync(seat)
                .jsonMapper(JSON)
                .jsonSchemaValidator(UNASKED)
                .validateToolInputs(false)
                // On the caller's thread, which may be interrupted.
                .immediateExecution(true)
                .serverInfo("jobgrid", version)
                .instructions(INSTRUCTIONS)
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .tools(runners.stream().map(ToolRunner::specification).toList())
                .build();
        handler = seat.handler();
        tools = runners.stream()
                .map(runner -> runner.tool().description().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Handles a request; the response may be an error. */
    Object response(Message request, RpcOutcome outcome) {
        Object id = request.id().orElseThrow();
        try {
            check(request, id);
            McpSchema.JSONRPCRequest asked =
                    new McpSchema.JSONRPCRequest(McpSchema.JSONRPC_VERSION, request.method(), id, request.params());
            return Objects.requireNonNull(
                    handler.handleRequest(outcome.context(), asked).block());
        } catch (RpcException e) {
            return error(e);
        } catch (RuntimeException e) {
            LOG.log(ERROR, "request " + Message.shown(request.method()) + " failed", e);
            return error(new RpcException(ErrorCodes.INTERNAL_ERROR, id, "the server failed; its log tells why"));
        }
    }

    /** Requests that the SDK would treat as internal errors, or misread. */
    private void check(Message request, Object id) throws RpcException {
        switch (request.method()) {
            case McpSchema.METHOD_INITIALIZE -> {
                require(request.params().path("protocolVersion").isTextual(), id, "protocolVersion must be a string");
                require(request.params().path("capabilities").isObject(), id, "capabilities must be an object");
                require(request.params().path("clientInfo").isObject(), id, "clientInfo must be an object");
                convert(request, id, McpSchema.InitializeRequest.class);
            }
            case McpSchema.METHOD_TOOLS_LIST ->
                require(
                        !request.params().hasNonNull("cursor"),
                        id,
                        "cursor is none that this server gave: it has one page");
            case McpSchema.METHOD_TOOLS_CALL -> {
                JsonNode name = request.params().path("name");
                require(name.isTextual(), id, "name must be a string: the tool to call");
                require(
                        tools.contains(name.textValue()),
                        id,
                        "Unknown tool: " + Message.shown(name.textValue()) + "; tools/list tells which there are");
                JsonNode arguments = request.params().path("arguments");
                require(arguments.isObject() || arguments.isMissingNode(), id, "arguments must be an object");
                convert(request, id, McpSchema.CallToolRequest.class);
            }
            default -> {}
        }
    }

    private static void require(boolean holds, Object id, String message) throws RpcException {
        if (!holds) {
            throw RpcException.invalidParams(id, message);
        }
    }

    private static void convert(Message request, Object id, Class<?> type) throws RpcException {
        try {
            JSON.convertValue(request.params(), type);
        } catch (RuntimeException e) {
            throw RpcException.invalidParams(id, "params are not those of " + request.method());
        }
    }

    /** The error as a response; with a null id, as JSON-RPC requires, if the request's could not be read. */
    static ObjectNode error(RpcException e) {
        ObjectNode response = JsonNodeFactory.instance.objectNode().put("jsonrpc", McpSchema.JSONRPC_VERSION);
        response.putPOJO("id", e.id());
        response.putObject("error").put("code", e.code()).put("message", e.getMessage());
        return response;
    }

    /** A message as one line of UTF-8, without its end. */
    static byte[] bytes(Object message) {
        try {
            // By way of text, since the writer of bytes throws on half a surrogate pair, and this puts '?' there.
            return JSON.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a message could not be written", e);
        }
    }

    /** The SDK's transport, which receives its handler. */
    private static final class HandlerSeat implements McpStatelessServerTransport {
        private @Nullable McpStatelessServerHandler handler;

        @Override
        public void setMcpHandler(McpStatelessServerHandler made) {
            handler = made;
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }

        @Override
        public List<String> protocolVersions() {
            return VERSIONS;
        }

        McpStatelessServerHandler handler() {
            return Objects.requireNonNull(handler);
        }
    }
}
