package dev.jobgrid.internal.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.WorkloadType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** No text of a draft is without a bound, wherever it stands: each is found by looking through the spec's own parts. */
class TextBoundsTest {
    private static final String LONG = "x".repeat(1 << 20);

    /** A template's slug has to name a template that there is. */
    private static final Set<String> FOUND_BY_LOOKING = Set.of("spec.template");

    private static final Set<Class<?>> NO_TEXTS = Set.of(
            Boolean.class,
            Duration.class,
            Instant.class,
            Integer.class,
            Long.class,
            OptionalInt.class,
            OptionalLong.class);

    /** Where a text stands, and the spec with a long one there. */
    private record Place(String path, UnaryOperator<Object> withText) {}

    private static JobSpec full() {
        return JobSpec.builder("name", "acme/train:cuda", WorkloadType.BATCH)
                .id(new JobId("id"))
                .command(Command.of("program", "argument"))
                .environment(new Environment(Map.of("KEY", "value")))
                .files(new JobFiles(
                        List.of(new InputId("inp_1")), List.of(new InputId("inp_2")), List.of("out"), List.of("data")))
                .gpu(GpuRequest.builder()
                        .type("L4")
                        .vendor("nvidia")
                        .families(new GpuRequest.Families(Optional.of("ada"), List.of("turing")))
                        .build())
                .route(RoutePreferences.builder()
                        .region("eu", RegionMode.PREFER)
                        .build())
                .callback(new CallbackTarget("https://a.example", Optional.of(new Secret("token")), Map.of("k", "v")))
                .metadata(new Metadata(Map.of("k", "v")))
                .timeout(Duration.ofSeconds(9))
                .template("slug")
                .build();
    }

    @TestFactory
    Stream<DynamicTest> eachTextHasABound() {
        JobSpec full = full();
        List<Place> places = new ArrayList<>();
        find("spec", full, replaced -> replaced, places);
        assertThat(places).hasSizeGreaterThan(20);
        return places.stream()
                .filter(place -> !FOUND_BY_LOOKING.contains(place.path()))
                .map(place -> DynamicTest.dynamicTest(
                        place.path(),
                        () -> assertThat(isRefused(full, place))
                                .as("a text of a million characters is refused")
                                .isTrue()));
    }

    private static boolean isRefused(JobSpec spec, Place place) {
        Object changed;
        try {
            changed = place.withText().apply(LONG);
        } catch (IllegalArgumentException e) {
            return true; // there is no such value at all
        }
        DraftViolations findings = new DraftViolations();
        new Limits(findings).check((JobSpec) changed);
        assertThat(changed).isNotEqualTo(spec);
        return !findings.all().isEmpty();
    }

    /**
     * @param rebuild the whole spec with another value in this place
     */
    private static void find(String path, Object value, UnaryOperator<Object> rebuild, List<Place> places) {
        if (value instanceof String) {
            places.add(new Place(path, rebuild));
        } else if (value instanceof Secret) {
            places.add(new Place(path, text -> rebuild.apply(new Secret((String) text))));
        } else if (value instanceof Optional<?> optional) {
            assertThat(optional.isPresent() || !isOfText(path))
                    .as(path + " has a value here")
                    .isTrue();
            optional.ifPresent(inner -> find(path, inner, other -> rebuild.apply(Optional.of(other)), places));
        } else if (value instanceof List<?> list) {
            assertThat(list).as(path).isNotEmpty();
            find(path + "[]", list.get(0), other -> rebuild.apply(List.of(other)), places);
        } else if (value instanceof Map<?, ?> map) {
            assertThat(map).as(path).isNotEmpty();
            Map.Entry<?, ?> first = map.entrySet().iterator().next();
            places.add(new Place(path + ".key", text -> rebuild.apply(Map.of(text, first.getValue()))));
            find(path + ".value", first.getValue(), other -> rebuild.apply(Map.of(first.getKey(), other)), places);
        } else if (value.getClass().isRecord()) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                find(
                        path + "." + component.getName(),
                        read(component, value),
                        other -> rebuild.apply(with((Record) value, component, other)),
                        places);
            }
        } else {
            assertThat(value.getClass().isEnum() || NO_TEXTS.contains(value.getClass()))
                    .as(path + " is of " + value.getClass() + ", which this test has to know")
                    .isTrue();
        }
    }

    /** Optional parts without a text may be empty here. */
    private static boolean isOfText(String path) {
        return !Set.of(
                        "spec.gpu.gpuClass",
                        "spec.gpu.model.precision",
                        "spec.route.optimizeFor",
                        "spec.route.priority",
                        "spec.route.latencyPriority",
                        "spec.route.costPriority",
                        "spec.route.maxPricePerHour")
                .contains(path);
    }

    private static Object read(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Object with(Record record, RecordComponent changed, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            values.put(
                    component.getName(),
                    component.getName().equals(changed.getName()) ? value : read(component, record));
        }
        try {
            var constructor = record.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values.values().toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
