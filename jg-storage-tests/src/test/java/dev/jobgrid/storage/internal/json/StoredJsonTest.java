package dev.jobgrid.storage.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobState;
import dev.jobgrid.storage.Stored;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SampleSpecs;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * The golden files hold what was written by each version: they are added to, and never changed. A file that no longer
 * fits says that stored jobs could no longer be read.
 */
class StoredJsonTest {
    private final StoredJson json = new StoredJson();

    @Test
    void specsAreWrittenAsInTheGoldenFiles() throws IOException {
        assertThat(json.write(Stored.leastSpec())).isEqualTo(golden("v1/spec-least.json"));
        assertThat(json.write(Stored.fullSpec())).isEqualTo(golden("v1/spec-full.json"));
        assertThat(json.write(Stored.cpuOnlySpec())).isEqualTo(golden("v1/spec-cpu-only.json"));
        assertThat(json.write(Stored.mountingSpec())).isEqualTo(golden("v1/spec-mounts.json"));
    }

    @Test
    void statesAreWrittenAsInTheGoldenFiles() throws IOException {
        assertThat(json.write(Stored.leastState())).isEqualTo(golden("v1/state-least.json"));
        assertThat(json.write(Stored.fullState())).isEqualTo(golden("v1/state-full.json"));
        assertThat(json.write(Stored.delayedState())).isEqualTo(golden("v1/state-delayed.json"));
        assertThat(json.write(Stored.greedyState())).isEqualTo(golden("v1/state-greedy.json"));
        assertThat(json.write(Stored.heldState())).isEqualTo(golden("v1/state-held.json"));
    }

    @Test
    void eventsAreWrittenAsInTheGoldenFile() throws IOException {
        assertThat(json.write(Stored.events())).isEqualTo(golden("v1/events.json"));
    }

    @Test
    void goldenFilesOfEveryVersionAreRead() throws IOException {
        assertThat(json.readEvents(golden("v1/events.json"))).isEqualTo(Stored.events());
        assertThat(json.readSpec(golden("v1/spec-least.json"))).isEqualTo(Stored.leastSpec());
        assertThat(json.readSpec(golden("v1/spec-full.json"))).isEqualTo(Stored.fullSpec());
        assertThat(json.readSpec(golden("v1/spec-cpu-only.json"))).isEqualTo(Stored.cpuOnlySpec());
        assertThat(json.readSpec(golden("v1/spec-mounts.json"))).isEqualTo(Stored.mountingSpec());
        assertThat(json.readState(golden("v1/state-least.json"))).isEqualTo(Stored.leastState());
        assertThat(json.readState(golden("v1/state-full.json"))).isEqualTo(Stored.fullState());
        assertThat(json.readState(golden("v1/state-delayed.json"))).isEqualTo(Stored.delayedState());
        assertThat(json.readState(golden("v1/state-greedy.json"))).isEqualTo(Stored.greedyState());
        assertThat(json.readState(golden("v1/state-held.json"))).isEqualTo(Stored.heldState());
    }

    @Test
    void theFullGoldenFilesLeaveNoComponentEmpty() {
        List<String> spec = empties("spec", Stored.fullSpec());
        spec.retainAll(empties("spec", Stored.cpuOnlySpec()));
        spec.retainAll(empties("spec", Stored.mountingSpec()));
        assertThat(spec).isEmpty();
        List<String> state = empties("state", Stored.fullState());
        state.retainAll(empties("state", Stored.delayedState()));
        state.retainAll(empties("state", Stored.greedyState()));
        state.retainAll(empties("state", Stored.heldState()));
        assertThat(state).isEmpty();
        assertThat(empties("event", Stored.events().get(1))).isEmpty();
    }

    @Property(tries = 300, seed = "1")
    void everySpecIsReadAsItWasWritten(@ForAll("specs") JobSpec spec) {
        assertThat(json.readSpec(json.write(spec))).isEqualTo(spec);
    }

    @Provide
    Arbitrary<JobSpec> specs() {
        return SampleSpecs.any();
    }

    @Test
    void everyStateIsReadAsItWasWritten() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            Job job = JobHistory.draw(new JobRef(WorkspaceId.DEFAULT, new JobId("job-" + i)), 12, random)
                    .last();
            JobState state = job.state();
            assertThat(json.readState(json.write(state))).isEqualTo(state);
        }
    }

    @Test
    void whatAPeerOfANewerReleaseAddedIsPassedOver() {
        JobSpec spec = json.readSpec("""
            {"v":1,"spec":{"name":"least","image":"acme/train:1","workloadType":"BATCH","added":{"by":"a peer"}}}
            """);

        assertThat(spec).isEqualTo(Stored.leastSpec());
    }

    @Test
    void anUnknownVersionIsRefused() {
        assertThatThrownBy(() -> json.readSpec("{\"v\":2,\"spec\":{}}"))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void whatCannotBeReadIsNotQuoted() {
        for (String odd : List.of(
                "s3cret",
                "{\"s3cret\":1}",
                "{\"v\":1,\"state\":{\"times\":{\"created\":\"s3cret\"}}}",
                "{\"v\":1,\"state\":{\"status\":\"s3cret\"}}",
                "{\"v\":1,\"state\":{\"status\":\"QUEUED\",\"times\":\"s3cret\"}}",
                "{\"v\":1,\"state\":{\"attempt\":{\"placement\":{\"gpuIds\":\"s3cret\"}}}}",
                "{\"v\":1,\"state\":{\"version\":\"s3cret\"}}")) {
            assertThatThrownBy(() -> json.readState(odd))
                    .isInstanceOf(JobGridException.class)
                    .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain("s3cret"));
        }
    }

    @Test
    void aSpecThatNoColumnTakesIsRefusedWithAWayOut() {
        JobSpec large = Stored.leastSpec().toBuilder()
                .environment(new Environment(Map.of("X", "\u0001".repeat(200_000))))
                .build();

        assertThatThrownBy(() -> json.write(large))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("1048576")
                .hasMessageContaining("input file");
    }

    private static String trace(Throwable thrown) {
        java.io.StringWriter text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = StoredJsonTest.class.getResourceAsStream("/stored/" + name)) {
            assertThat(file).as(name).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** Paths of components that are left out because they are empty; a new component has to get a value. */
    private static List<String> empties(String path, Object value) {
        List<String> empties = new ArrayList<>();
        if (value instanceof Optional<?> optional) {
            return optional.map(held -> empties(path, held)).orElse(List.of(path));
        }
        if (isEmpty(value)) {
            empties.add(path);
        } else if (value.getClass().isRecord()) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                empties.addAll(empties(path + "." + component.getName(), read(component, value)));
            }
        }
        return empties;
    }

    private static boolean isEmpty(Object value) {
        return Stream.of("", 0, 0L, false, OptionalInt.empty(), OptionalLong.empty(), Instant.EPOCH)
                        .anyMatch(value::equals)
                || value instanceof Collection<?> items && items.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    private static Object read(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.getName(), e);
        }
    }
}
