package dev.jobgrid.wire.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.wire.client.DraftRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RerunRequestJsonTest {
    private static DraftChanges read(String body) {
        return RerunRequestJson.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(String body) {
        return read(body).draft().problems().stream().map(Check::message).toList();
    }

    @Test
    void noBodyChangesNothing() {
        for (String body : List.of("", " \r\n", "{}", "{\"environment\":{\"A\":null}}")) {
            DraftChanges changes = read(body);
            assertThat(changes.draft().spec()).isEqualTo(JobSpec.draft().build());
            assertThat(changes.draft().problems()).isEmpty();
            assertThat(changes.draft().words()).isEqualTo(Draft.Words.JSON);
        }
    }

    @Test
    void fieldsAreThoseOfADraftAndANullRemovesAVariable() {
        DraftChanges changes =
                read("{\"name\":\"again\",\"gpu_count\":2,\"environment\":{\"A\":\"1\",\"B\":null,\"C\":\"\"}}");

        assertThat(changes.draft().spec())
                .isEqualTo(JobSpec.draft()
                        .name("again")
                        .gpu(GpuRequest.builder().count(2).build())
                        .environment(new Environment(Map.of("A", "1", "C", "")))
                        .build());
        assertThat(changes.unset()).containsExactly("B");
        assertThat(changes.draft().problems()).isEmpty();
    }

    @Test
    void whatAClientWritesIsReadBack() {
        JobSpec spec = JobSpec.draft()
                .name("again")
                .environment(new Environment(Map.of("A", "1")))
                .build();
        DraftChanges changes = new DraftChanges(new Draft(spec, List.of(), List.of()), Set.of("B"));

        assertThat(RerunRequestJson.read(DraftRequest.write(changes))).isEqualTo(changes);
        assertThat(RerunRequestJson.read(DraftRequest.write(DraftChanges.NONE)).unset())
                .isEmpty();
    }

    @Test
    void anUnknownFieldIsAProblemWithTheNearestName() {
        assertThat(problems("{\"gpu_cuont\":2}"))
                .containsExactly("'gpu_cuont' is not a field of this request; did you mean 'gpu_count'?");
        assertThat(problems("{\"constraints\":{\"max_price\":2}}"))
                .singleElement()
                .asString()
                .contains("constraints.max_price");
    }

    @Test
    void nothingButAVariableCanBeRemoved() {
        for (String field :
                List.of("\"timeout_seconds\":null", "\"input_files\":[]", "\"metadata\":{}", "\"name\":\" \"")) {
            assertThat(problems("{" + field + "}"))
                    .singleElement()
                    .asString()
                    .contains(field.substring(1, field.indexOf("\":")), "is empty", "submit a new job");
        }
    }

    @Test
    void valuesOfVariablesAreNotShown() {
        assertThat(problems("{\"environment\":{\"A\":{\"x\":\"s3cret\"},\"B\":7}}"))
                .hasSize(2)
                .noneMatch(message -> message.contains("s3cret"));
        assertThat(read("{\"environment\":{\"A\":\"s3cret\"}}").toString()).doesNotContain("s3cret");
    }

    @Test
    void anythingButAnObjectIsRefused() {
        for (String body : List.of("[]", "7", "{", "{\"name\":\"a\",\"name\":\"b\"}")) {
            assertThatThrownBy(() -> read(body)).isInstanceOf(JobGridException.class);
        }
    }
}
