package dev.jobgrid.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON of the published surface: snake case, RFC 3339 times in UTC, plain decimal amounts, absent
 * values omitted. Reading refuses duplicate names, text after the value, nesting deeper than {@link #MAX_NESTING} and
 * bodies over {@link #MAX_BODY_BYTES}. Thread-safe.
 */
public final class WireJson {
    /** The largest body that is read: 1 MiB. */
    public static final int MAX_BODY_BYTES = 1 << 20;

    /** The deepest nesting of objects and arrays. */
    public static final int MAX_NESTING = 32;

    /** Longer numbers are refused: parsing takes time quadratic in their length. */
    private static final int MAX_NUMBER_LENGTH = 1000;

    private static final JsonMapper MAPPER = mapper();

    private WireJson() {}

    /**
     * Reads a body that must be one JSON object.
     *
     * @throws JobGridException INVALID_REQUEST if it is anything else; the message gives the place, and quotes nothing
     */
    public static ObjectNode object(byte[] body) {
        if (any(body) instanceof ObjectNode object) {
            return object;
        }
        throw refused("the body must be a JSON object: {\"name\": …}");
    }

    /**
     * Reads a response that must be one JSON object of any size; for clients of this API.
     *
     * @throws IOException if it is anything else
     */
    public static ObjectNode responseObject(byte[] body) throws IOException {
        if (MAPPER.readTree(body) instanceof ObjectNode object) {
            return object;
        }
        throw new ProtocolException("the response is not a JSON object");
    }

    /** A tree as maps, lists, texts, numbers and booleans. */
    public static @Nullable Object plain(JsonNode tree) {
        return MAPPER.convertValue(tree, Object.class);
    }

    /** Streams a value as UTF-8, and leaves the stream open. */
    public static void write(OutputStream out, Object value) throws IOException {
        // Through a writer, which replaces half a surrogate pair by '?', where the generator for bytes throws.
        OutputStreamWriter writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        MAPPER.writeValue(writer, value);
        writer.flush();
    }

    /** A value as UTF-8. */
    public static byte[] bytes(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** A value as text. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a wire record could not be written", e);
        }
    }

    /** A value as a tree, for inclusion in a larger one. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads a wire record back, as a client would. Fields that the record does not have are ignored.
     *
     * @throws JobGridException INVALID_REQUEST if the JSON is not such a record's
     */
    public static <T> T record(byte[] body, Class<T> type) {
        try {
            return MAPPER.treeToValue(object(body), type);
        } catch (JsonProcessingException e) {
            throw refused("the body is not a " + type.getSimpleName());
        }
    }

    /**
     * Reads a body that may be any JSON value, with the same strictness; a body of nothing is a missing node.
     *
     * @throws JobGridException INVALID_REQUEST if it is not well-formed; the message gives the place, and quotes
     *     nothing
     */
    public static JsonNode any(byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            throw refused("the body has " + body.length + " bytes, at most " + MAX_BODY_BYTES + " are allowed");
        }
        try {
            return MAPPER.readTree(body);
        } catch (StreamConstraintsException e) {
            throw refused("the body is nested deeper than " + MAX_NESTING + " levels, has a number longer than "
                    + MAX_NUMBER_LENGTH + " digits, or far too many names" + place(e));
        } catch (JsonProcessingException e) {
            throw refused(
                    (isDuplicate(e) ? "the body gives a name twice in one object" : "the body is not well-formed JSON")
                            + place(e));
        } catch (IOException e) {
            throw refused("the body is not UTF-8");
        }
    }

    private static boolean isDuplicate(JsonProcessingException e) {
        return e.getOriginalMessage().startsWith("Duplicate");
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }

    private static JsonMapper mapper() {
        StreamReadConstraints bounds = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxStringLength(MAX_BODY_BYTES)
                .maxNameLength(MAX_BODY_BYTES)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(bounds)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Names come from clients: interning them would fill a table that the whole process shares.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .build()
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        return JsonMapper.builder(factory)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                // Not for entries of maps: a null in a client's own data is returned.
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addModule(new WireTypes())
                .build();
    }
}
