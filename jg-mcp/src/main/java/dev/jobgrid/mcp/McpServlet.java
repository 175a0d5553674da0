package dev.jobgrid.mcp;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.mcp.tools.Progress;
import dev.jobgrid.mcp.tools.ToolCall.Around;
import dev.jobgrid.wire.WireJson;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Streamable HTTP without sessions: each POST is one message with its own response. Thread-safe. */
final class McpServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger(McpServlet.class.getName());
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]{1,8192}=*) *");
    private static final int MAX_BYTES = WireJson.MAX_BODY_BYTES;

    private final transient McpSettings settings;
    private final transient JsonRpcDispatcher dispatcher;
    private final transient OriginFilter originFilter;

    McpServlet(McpSettings settings, JsonRpcDispatcher dispatcher) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.originFilter = new OriginFilter(settings.http());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ResponseWriter writer = new ResponseWriter(request, response);
        Optional<String> objection = originFilter.objection(request);
        if (objection.isPresent()) {
            writer.refuse(403, objection.get());
            return;
        }
        CrossOrigin.setHeaders(request, response);
        PublicUrl place = PublicUrl.of(settings.http(), request);
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (CrossOrigin.isPreflight(request)) {
            CrossOrigin.preflight(response, path.startsWith(PublicUrl.WELL_KNOWN) ? "GET, HEAD" : "POST");
        } else if (path.startsWith(PublicUrl.WELL_KNOWN)) {
            metadata(request, writer, place, path.substring(PublicUrl.WELL_KNOWN.length()));
        } else if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            writer.refuse(405, "this server keeps no sessions and starts no streams: POST each message");
        } else {
            post(request, writer, place);
        }
    }

    private void metadata(HttpServletRequest request, ResponseWriter writer, PublicUrl place, String inserted)
            throws IOException {
        if (!Stream.of("GET", "HEAD").toList().contains(request.getMethod())) {
            writer.header("Allow", "GET, HEAD");
            writer.refuse(405, "the metadata is had with GET");
        } else if (inserted.replaceAll("/$", "").isEmpty()
                || inserted.equals(URI.create(place.resource()).getRawPath())
                || inserted.equals(place.path())) {
            ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("resource", place.resource());
            ArrayNode issuers = metadata.putArray("authorization_servers");
            settings.http().authorizationServers().forEach(issuer -> issuers.add(issuer.toString()));
            if (issuers.isEmpty()) {
                metadata.remove("authorization_servers");
            }
            ArrayNode scopes = metadata.putArray("scopes_supported");
            Stream.of(Scope.values()).forEach(scope -> scopes.add(scope.published()));
            metadata.putArray("bearer_methods_supported").add("header");
            metadata.put("resource_name", "JobGrid");
            writer.json(200, WireJson.bytes(metadata));
        } else {
            writer.refuse(404, "there is no resource at this path");
        }
    }

    private void post(HttpServletRequest request, ResponseWriter writer, PublicUrl place) throws IOException {
        Optional<Caller> caller = caller(request, writer, place);
        if (caller.isEmpty() || !isWellAddressed(request, writer)) {
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            writer.refuse(413, "the body is larger than " + MAX_BYTES + " bytes");
            return;
        }
        try {
            Message message = Message.read(body);
            if (message.kind() == Message.Kind.REQUEST) {
                call(
                        message,
                        new Exchange(
                                caller.get(),
                                place,
                                writer,
                                isStreamWelcome(request),
                                Optional.ofNullable(request.getHeader("Idempotency-Key"))));
            } else {
                writer.accepted();
            }
        } catch (RpcException e) {
            writer.json(e.isMalformed() ? 400 : 200, JsonRpcDispatcher.bytes(JsonRpcDispatcher.error(e)));
        }
    }

    private Optional<Caller> caller(HttpServletRequest request, ResponseWriter writer, PublicUrl place)
            throws IOException {
        // Only the header: URLs end up in logs.
        @Nullable String header = request.getHeader("Authorization");
        if (header == null) {
            writer.header("WWW-Authenticate", Challenge.missing(place));
            writer.refuse(401, "this needs the header Authorization: Bearer <API key or token>");
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(header);
        try {
            Optional<Caller> caller = bearer.matches()
                    ? settings.authenticator().authenticate(bearer.group(1), request.getRemoteAddr())
                    : Optional.empty();
            if (caller.isPresent()) {
                request.setAttribute(Caller.class.getName(), caller.get());
            } else if (bearer.matches()) {
                refuseWrong(request, writer, place);
            } else {
                refuseInvalid(writer, place);
            }
            return caller;
        } catch (JobGridException e) {
            LOG.log(WARNING, "a token could not be verified", e);
            writer.header("Retry-After", "5");
            writer.refuse(503, "tokens cannot be verified now; try again in 5 s");
            return Optional.empty();
        }
    }

    private void refuseWrong(HttpServletRequest request, ResponseWriter writer, PublicUrl place) throws IOException {
        Optional<Duration> wait = wrongKey(request.getRemoteAddr());
        if (wait.isEmpty()) {
            refuseInvalid(writer, place);
            return;
        }
        long seconds = Math.max(1, wait.get().plusNanos(999_999_999).toSeconds());
        writer.header("Retry-After", "" + seconds);
        writer.refuse(429, "too many wrong tokens came from this address; try again in " + seconds + " s");
    }

    private Optional<Duration> wrongKey(String address) {
        try {
            return settings.grid().operations().apiKeys().recordWrongKey(address);
        } catch (JobGridException e) {
            return Optional.empty(); // a remote grid does not count wrong keys here
        }
    }

    private static void refuseInvalid(ResponseWriter writer, PublicUrl place) throws IOException {
        writer.header("WWW-Authenticate", Challenge.invalid(place));
        writer.refuse(401, "the token is unknown, expired, revoked, or not for this server or this address");
    }

    private static boolean isWellAddressed(HttpServletRequest request, ResponseWriter writer) throws IOException {
        @Nullable String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            writer.refuse(415, "the body must be JSON: send it with Content-Type: application/json");
        } else if (!takes(request, "application/json")) {
            writer.refuse(406, "the Accept header must allow application/json and text/event-stream");
        } else if (!isSpoken(request.getHeader("MCP-Protocol-Version"))) {
            writer.refuse(400, "the MCP-Protocol-Version header must name one of " + JsonRpcDispatcher.VERSIONS);
        } else if (request.getContentLengthLong() > MAX_BYTES) {
            writer.refuse(413, "the body is larger than " + MAX_BYTES + " bytes");
        } else {
            return true;
        }
        return false;
    }

    private static boolean isSpoken(@Nullable String version) {
        return version == null || JsonRpcDispatcher.VERSIONS.contains(version);
    }

    private static boolean isStreamWelcome(HttpServletRequest request) {
        return takes(request, "text/event-stream");
    }

    private static boolean takes(HttpServletRequest request, String type) {
        @Nullable String accept = request.getHeader("Accept");
        if (accept == null || accept.isBlank()) {
            return type.equals("application/json");
        }
        String family = type.substring(0, type.indexOf('/')) + "/*";
        return Stream.of(accept.toLowerCase(Locale.ROOT).split(","))
                .map(range -> range.split(";", 2)[0].strip())
                .anyMatch(range -> range.equals(type) || range.equals(family) || range.equals("*/*"));
    }

    private record Exchange(
            Caller caller, PublicUrl place, ResponseWriter writer, boolean streams, Optional<String> key) {
        Progress progress(Message request) {
            return ProgressNotes.token(request)
                    .filter(token -> streams)
                    .<Progress>map(token -> new ProgressNotes(token, writer::event))
                    .orElse(Progress.UNHEARD);
        }
    }

    private void call(Message request, Exchange exchange) throws IOException {
        RpcOutcome outcome = new RpcOutcome(new Around(
                settings.grid().as(exchange.caller()),
                URI.create(exchange.place().base()),
                settings.links(),
                settings.clock(),
                exchange.progress(request),
                exchange.key()));
        byte[] body = JsonRpcDispatcher.bytes(dispatcher.response(request, outcome));
        if (!outcome.missing().isEmpty() && !exchange.writer().isStreaming()) {
            exchange.writer().header("WWW-Authenticate", Challenge.insufficient(exchange.place(), outcome.missing()));
            exchange.writer().json(403, body);
        } else {
            exchange.writer().last(body);
        }
    }

    /** An error without more information than its status is JSON-RPC too, for clients that read the body. */
    static byte[] error(String message) {
        return JsonRpcDispatcher.bytes(
                JsonRpcDispatcher.error(new RpcException(ErrorCodes.INVALID_REQUEST, null, message)));
    }
}
