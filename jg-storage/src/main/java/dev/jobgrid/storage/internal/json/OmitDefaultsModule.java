package dev.jobgrid.storage.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Omits components that equal the default of their type, and reads missing ones as that default. Defaults are part of
 * the stored form: changing one needs a new version. Extends Jackson's types because it has no other extension point.
 */
final class OmitDefaultsModule {
    private static final Map<Class<?>, Object> DEFAULTS = Map.ofEntries(
            Map.entry(boolean.class, false),
            Map.entry(int.class, 0),
            Map.entry(long.class, 0L),
            Map.entry(String.class, ""),
            Map.entry(List.class, List.of()),
            Map.entry(Map.class, Map.of()),
            Map.entry(Optional.class, Optional.empty()),
            Map.entry(OptionalInt.class, OptionalInt.empty()),
            Map.entry(OptionalLong.class, OptionalLong.empty()),
            Map.entry(Usd.class, Usd.ZERO),
            Map.entry(RegionMode.class, RegionMode.PREFER),
            Map.entry(Environment.class, Environment.EMPTY),
            Map.entry(JobFiles.class, JobFiles.NONE),
            Map.entry(Metadata.class, Metadata.EMPTY),
            Map.entry(ModelSize.class, ModelSize.UNKNOWN),
            Map.entry(GpuRequest.Families.class, GpuRequest.Families.ANY),
            Map.entry(GpuRequest.class, GpuRequest.NONE),
            Map.entry(RoutePreferences.class, RoutePreferences.NONE));

    private OmitDefaultsModule() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("sparse records");
        module.addDeserializer(String.class, new AbsentText());
        module.setSerializerModifier(new Writers());
        module.setDeserializerModifier(new Readers());
        return module;
    }

    private static final class Writers extends BeanSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription description, List<BeanPropertyWriter> components) {
            return components.stream().map(Writers::sparse).toList();
        }

        private static BeanPropertyWriter sparse(BeanPropertyWriter component) {
            Object absent = DEFAULTS.get(component.getType().getRawClass());
            return absent == null ? component : new SparseWriter(component, absent);
        }
    }

    private static final class SparseWriter extends BeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        private final transient Object absent;

        SparseWriter(BeanPropertyWriter component, Object absent) {
            super(component);
            this.absent = absent;
        }

        @Override
        public void serializeAsField(Object bean, JsonGenerator json, SerializerProvider provider) throws Exception {
            if (!absent.equals(get(bean))) {
                super.serializeAsField(bean, json, provider);
            }
        }
    }

    private static final class Readers extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription description, JsonDeserializer<?> reader) {
            return sparse(description.getBeanClass(), reader);
        }

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config, JavaType type, BeanDescription description, JsonDeserializer<?> reader) {
            return sparse(type.getRawClass(), reader);
        }

        // Jackson has chosen classes for lists and maps by now, which differ from the components' types.
        @Override
        public JsonDeserializer<?> modifyCollectionDeserializer(
                DeserializationConfig config,
                CollectionType type,
                BeanDescription description,
                JsonDeserializer<?> reader) {
            return sparse(List.class, reader);
        }

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config, MapType type, BeanDescription description, JsonDeserializer<?> reader) {
            return sparse(Map.class, reader);
        }

        private static JsonDeserializer<?> sparse(Class<?> type, JsonDeserializer<?> reader) {
            Object absent = DEFAULTS.get(type);
            return absent == null || absent instanceof Optional ? reader : new AbsentReader(reader, absent);
        }
    }

    private static final class AbsentReader extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        private final transient Object absent;

        AbsentReader(JsonDeserializer<?> reader, Object absent) {
            super(reader);
            this.absent = absent;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new AbsentReader(reader, absent);
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return absent;
        }
    }

    private static final class AbsentText extends StringDeserializer {
        private static final long serialVersionUID = 1L;

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return "";
        }
    }
}
