package dev.jobgrid.executor.docker.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.model.Binds;
import com.github.dockerjava.api.model.DockerObject;
import com.github.dockerjava.api.model.DockerObjectAccessor;
import com.github.dockerjava.api.model.ExposedPorts;
import com.github.dockerjava.api.model.Links;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.VolumeBinds;
import com.github.dockerjava.api.model.Volumes;
import com.github.dockerjava.api.model.VolumesRW;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Engine's JSON as Docker Java's models. A value that a model does not allow is as good as missing: of large answers a
 * few fields are read, and newer Engines and Podman send what the models do not know.
 */
public final class EngineJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            // A mapper of Docker Java's own writes a header in the JVM's character set.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.SKIP))
            .addHandler(new Leniency())
            .build();

    static {
        // Nothing here is read or written, and they refuse what they do not know before a handler is asked.
        for (Class<?> type : List.of(
                Binds.class,
                ExposedPorts.class,
                Links.class,
                Ports.class,
                Volumes.class,
                VolumeBinds.class,
                VolumesRW.class)) {
            MAPPER.configOverride(type).setIsIgnoredType(true);
        }
    }

    private EngineJson() {}

    public static <T> T read(InputStream body, Class<T> type) throws IOException {
        T value = MAPPER.readValue(body, type);
        if (value == null) {
            throw new IOException("the response has another form");
        }
        return value;
    }

    /** One value after the other, as they come; null for JSON of another form. */
    public static <T> MappingIterator<@Nullable T> stream(InputStream body, Class<T> type) throws IOException {
        return MAPPER.readerFor(type).readValues(body);
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model can always be written", e);
        }
    }

    /** A text field of an object, if the text is one. */
    static Optional<String> text(String json, String field) {
        try {
            return Optional.ofNullable(MAPPER.readTree(json).path(field).textValue());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Reads what a model does not allow as null, and keeps what it has no field for among its raw values. */
    private static final class Leniency extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context, JsonParser json, JsonDeserializer<?> of, Object bean, String name)
                throws IOException {
            Object value = context.readValue(json, Object.class);
            if (bean instanceof DockerObject model) {
                DockerObjectAccessor.overrideRawValue(model, name, value);
            }
            return true;
        }

        @Override
        public @Nullable Object handleWeirdStringValue(
                DeserializationContext context, Class<?> type, String value, String failure) {
            return null;
        }

        @Override
        public @Nullable Object handleWeirdNumberValue(
                DeserializationContext context, Class<?> type, Number value, String failure) {
            return null;
        }

        @Override
        public @Nullable Object handleUnexpectedToken(
                DeserializationContext context, JavaType type, JsonToken token, JsonParser json, String failure)
                throws IOException {
            json.skipChildren();
            return null;
        }

        @Override
        public @Nullable Object handleInstantiationProblem(
                DeserializationContext context, Class<?> type, Object argument, Throwable failure) {
            return null;
        }

        @Override
        public @Nullable Object handleMissingInstantiator(
                DeserializationContext context,
                Class<?> type,
                ValueInstantiator instantiator,
                JsonParser json,
                String failure)
                throws IOException {
            json.skipChildren();
            return null;
        }
    }
}
