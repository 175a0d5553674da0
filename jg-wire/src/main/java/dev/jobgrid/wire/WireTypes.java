package dev.jobgrid.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** JSON forms of types without a JSON type: times. */
final class WireTypes extends SimpleModule {
    private static final long serialVersionUID = 1L;

    WireTypes() {
        super("jobgrid-wire");
        addSerializer(Instant.class, new Written());
        addDeserializer(Instant.class, new Read());
    }

    /** RFC 3339 in UTC: whole seconds, or milliseconds where there are some. */
    private static final class Written extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        Written() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(DateTimeFormatter.ISO_INSTANT.format(value.truncatedTo(ChronoUnit.MILLIS)));
        }
    }

    private static final class Read extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        Read() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, text, "not an RFC 3339 time in UTC");
            }
        }
    }
}
