package dev.jobgrid.http.internal.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.internal.auth.BearerAuth;
import dev.jobgrid.http.internal.auth.ServiceKeys;
import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.http.internal.exchange.JsonBody;
import dev.jobgrid.http.internal.exchange.JsonResponses;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.response.IntrospectionJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * §12: token introspection for gateways (RFC 7662). Requires a service key, never a caller's own. A key bound to
 * addresses is active if the gateway may use it from its own address, as it would on the caller's behalf.
 */
record IntrospectHandler(ServiceKeys services, BearerAuth auth, ApiKeys keys, BaseUrl base) {
    void introspect(Context ctx) throws IOException {
        String service = BearerAuth.token(ctx);
        if (!services.contain(service)) {
            throw auth.wrong(ctx, "this route takes a service key, and this is none");
        }
        Question question = question(ctx);
        JsonResponses.json(ctx.res(), 200, response(ctx, question));
    }

    private record Question(String token, Optional<String> resource) {
        @Override
        public String toString() {
            return "Question[" + resource + "]";
        }
    }

    /** As a form, by the standard, or as JSON, which gateways for this API send. */
    private static Question question(Context ctx) throws IOException {
        String type = String.valueOf(ctx.req().getContentType());
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return question(
                    Optional.ofNullable(ctx.formParam("token")), Optional.ofNullable(ctx.formParam("resource")));
        }
        ObjectNode body = WireJson.object(JsonBody.read(ctx));
        return question(text(body, "token"), text(body, "resource"));
    }

    private static Question question(Optional<String> token, Optional<String> resource) {
        return new Question(
                token.orElseThrow(() ->
                        new JobGridException(ErrorCode.INVALID_REQUEST, "token is missing; it is what is asked about")),
                resource);
    }

    private static Optional<String> text(ObjectNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new JobGridException(ErrorCode.INVALID_REQUEST, name + " must be a string");
        }
        return Optional.of(value.textValue());
    }

    private IntrospectionJson response(Context ctx, Question question) {
        Optional<Caller> caller =
                BearerAuth.isToken(question.token()) ? auth.holder(ctx, question.token()) : Optional.empty();
        String issuer = base.of(ctx);
        return caller.map(found -> IntrospectionJson.active(
                        found, issuer, question.resource().orElse(issuer), expiry(found, question.token())))
                .orElse(IntrospectionJson.INACTIVE);
    }

    /** The expiry of an API key, or of a token from the embedder's authenticator, if known. */
    private Optional<Instant> expiry(Caller caller, String token) {
        return auth.authenticator().expiry(token).or(() -> ofKey(caller, token));
    }

    private Optional<Instant> ofKey(Caller caller, String token) {
        String hash = sha256(token);
        return keys.list(caller.workspace()).stream()
                .filter(key -> key.sha256().equals(hash))
                .findFirst()
                .flatMap(ApiKey::expires);
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
