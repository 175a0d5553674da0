package dev.jobgrid.storage.internal.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobState;
import dev.jobgrid.spi.store.Instance;
import java.io.IOException;
import java.util.List;

/**
 * The stored JSON of specs, states, events and nodes: their plain form, inside <code>{"v":1,"spec":…}</code>.
 * Components equal to their type's default are omitted. Every written version stays readable, which golden files
 * verify. Immutable and thread-safe.
 */
public final class StoredJson {
    /** Increased when the plain form changes so that an old text would be misread. */
    static final int VERSION = 1;

    /** The longest text that a column accepts in every database. */
    static final int MAX_LENGTH = 1 << 20;

    private final Kind<JobSpec> specs;
    private final Kind<JobState> states;
    private final Kind<JobEvent[]> events;
    private final Kind<Instance.Node> nodes;

    @SuppressWarnings("UnusedTypeParameter") // ties the type to its kind
    private record Kind<T>(String name, ObjectWriter writer, ObjectReader reader) {
        static <T> Kind<T> of(JsonMapper mapper, String name, Class<T> type) {
            return new Kind<>(name, mapper.writerFor(type), mapper.readerFor(type));
        }
    }

    public StoredJson() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(StoredTypes.module())
                .addModule(OmitDefaultsModule.module())
                // Components only: methods such as isTerminal() are not part of the form.
                .visibility(PropertyAccessor.ALL, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                // A peer of a newer release may have added an optional part.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        specs = Kind.of(mapper, "spec", JobSpec.class);
        states = Kind.of(mapper, "state", JobState.class);
        events = Kind.of(mapper, "events", JobEvent[].class);
        nodes = Kind.of(mapper, "node", Instance.Node.class);
    }

    /**
     * A spec as text.
     *
     * @throws JobGridException INVALID_REQUEST if the text is longer than {@link #MAX_LENGTH}
     */
    public String write(JobSpec spec) {
        return write(specs, spec);
    }

    /** A state as text; refuses as {@link #write(JobSpec)} does. */
    public String write(JobState state) {
        return write(states, state);
    }

    /** Events as text; refuses as {@link #write(JobSpec)} does. */
    public String write(List<JobEvent> list) {
        return write(events, list.toArray(JobEvent[]::new));
    }

    /** A node as text; refuses as {@link #write(JobSpec)} does. */
    public String write(Instance.Node node) {
        return write(nodes, node);
    }

    public Instance.Node readNode(String text) {
        return read(nodes, text);
    }

    public JobSpec readSpec(String text) {
        return read(specs, text);
    }

    public List<JobEvent> readEvents(String text) {
        return List.of(read(events, text));
    }

    public JobState readState(String text) {
        return read(states, text);
    }

    private static <T> String write(Kind<T> kind, T value) {
        String text;
        try {
            // Wrapped as text: Jackson's own buffers are faster than a writer of ours.
            text = "{\"v\":" + VERSION + ",\"" + kind.name + "\":" + kind.writer.writeValueAsString(value) + "}";
        } catch (IOException e) {
            throw new JobGridException("writing the JSON of a " + kind.name + " failed", withoutValues(e));
        }
        if (text.length() > MAX_LENGTH) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "the " + kind.name + " takes " + text.length() + " characters as JSON, at most " + MAX_LENGTH
                            + " can be stored; put large values into an input file");
        }
        return text;
    }

    private static <T> T read(Kind<T> kind, String text) {
        try (JsonParser json = kind.reader.getFactory().createParser(text)) {
            expect(kind, json.nextToken() == JsonToken.START_OBJECT && "v".equals(json.nextFieldName()));
            int version = json.nextIntValue(0);
            if (version != VERSION) {
                throw new JobGridException(
                        ErrorCode.INTERNAL_ERROR,
                        "a stored " + kind.name + " has version " + version + ", and this release of JobGrid reads "
                                + VERSION + "; use the release that wrote it, or a newer one");
            }
            expect(kind, kind.name.equals(json.nextFieldName()));
            json.nextToken();
            return kind.reader.readValue(json);
        } catch (IOException e) {
            throw new JobGridException("a stored " + kind.name + " is not readable", withoutValues(e));
        }
    }

    private static void expect(Kind<?> kind, boolean asWritten) {
        if (!asWritten) {
            throw new JobGridException(
                    ErrorCode.INTERNAL_ERROR, "a stored " + kind.name + " does not start with its version");
        }
    }

    // Jackson's messages quote unreadable input, which may be a secret.
    private static Throwable withoutValues(IOException e) {
        IllegalStateException clean = new IllegalStateException(e.getClass().getName());
        clean.setStackTrace(e.getStackTrace());
        return clean;
    }
}
