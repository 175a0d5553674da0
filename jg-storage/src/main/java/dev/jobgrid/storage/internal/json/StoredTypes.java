package dev.jobgrid.storage.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobState;
import dev.jobgrid.routing.Usd;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Types with a form of their own: ids and secrets as text, amounts as micro-dollars, times as microseconds since 1970,
 * states and events by {@link StateWriter}.
 * Extends Jackson's types because it has no other extension point.
 */
final class StoredTypes {
    private StoredTypes() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("stored types");
        text(module, JobId.class, JobId::value, JobId::new);
        text(module, InputId.class, InputId::value, InputId::new);
        text(module, MachineId.class, MachineId::value, MachineId::new);
        text(module, NodeName.class, NodeName::value, NodeName::new);
        text(module, InstanceId.class, InstanceId::value, InstanceId::new);
        text(module, Secret.class, Secret::value, Secret::new);
        number(module, Usd.class, Usd::micros, Usd::new);
        number(module, Instant.class, StoredTypes::micros, StoredTypes::instant);
        object(module, JobState.class, StateWriter::write, StateReader::state);
        object(module, JobEvent.class, StateWriter::write, StateReader::event);
        return module;
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> text, Function<String, T> parse) {
        module.addSerializer(new BareSerializer<>(type, (value, json) -> json.writeString(text.apply(value))));
        module.addDeserializer(type, new BareDeserializer<>(type, json -> parse.apply(json.getText())));
    }

    private static <T> void number(
            SimpleModule module, Class<T> type, ToLongFunction<T> number, LongFunction<T> parse) {
        module.addSerializer(new BareSerializer<>(type, (value, json) -> json.writeNumber(number.applyAsLong(value))));
        module.addDeserializer(type, new BareDeserializer<>(type, json -> parse.apply(json.getLongValue())));
    }

    private static <T> void object(SimpleModule module, Class<T> type, Writing<T> writing, Reading<T> reading) {
        module.addSerializer(new BareSerializer<>(type, writing));
        module.addDeserializer(type, new BareDeserializer<>(type, reading));
    }

    private interface Writing<T> {
        void write(T value, JsonGenerator json) throws IOException;
    }

    private interface Reading<T> {
        T read(JsonParser json) throws IOException;
    }

    private static final class BareSerializer<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Writing<T> writing;

        BareSerializer(Class<T> type, Writing<T> writing) {
            super(type);
            this.writing = writing;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            writing.write(value, json);
        }
    }

    private static final class BareDeserializer<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Reading<T> reading;

        BareDeserializer(Class<T> type, Reading<T> reading) {
            super(type);
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return reading.read(json);
        }
    }
}
