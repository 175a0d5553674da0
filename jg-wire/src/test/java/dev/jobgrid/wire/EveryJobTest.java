package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.wire.response.CallbackJson;
import dev.jobgrid.wire.response.JobListJson;
import dev.jobgrid.wire.response.RuntimeJson;
import dev.jobgrid.wire.response.StatusJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of a job's answers wherever it stands. */
final class EveryJobTest {
    @Property(tries = 300, seed = "1")
    void itsStatusIsReadBackTheSame(@ForAll("jobs") Job job) {
        assertReadBack(StatusJson.of(job, later(job)), StatusJson.class);
        assertReadBack(RuntimeJson.of(new RuntimeSummary(job, "out", "")), RuntimeJson.class);
        assertReadBack(JobListJson.of(new JobPage(List.of(job), 1, Optional.empty()), later(job)), JobListJson.class);
    }

    @Property(tries = 300, seed = "1")
    void itSaysTheSameOfItselfInEveryAnswer(@ForAll("jobs") Job job) {
        JsonNode status = Reference.written(StatusJson.of(job, later(job)));
        JsonNode runtime = Reference.written(RuntimeJson.of(new RuntimeSummary(job, "", "")));
        JsonNode listed = Reference.written(JobListJson.of(new JobPage(List.of(job), 1, Optional.empty()), later(job)))
                .at("/jobs/0");
        for (String field : List.of("job_id", "status", "image", "started_at", "finished_at", "gpu")) {
            assertThat(runtime.path(field)).as(field).isEqualTo(status.path(field));
            assertThat(listed.path(field)).as(field).isEqualTo(status.path(field));
        }
    }

    @Property(tries = 300, seed = "1")
    void itsSecretsAreInNoAnswer(@ForAll("histories") JobHistory history) {
        Job job = history.last();
        String answers = WireJson.text(StatusJson.of(job, later(job)))
                + WireJson.text(RuntimeJson.of(new RuntimeSummary(job, "", "")))
                + history.transitions().stream()
                        .map(Transition::callback)
                        .flatMap(Optional::stream)
                        .map(delivery -> WireJson.text(CallbackJson.of(job, delivery)))
                        .toList();
        job.spec()
                .callback()
                .flatMap(target -> target.authToken())
                .ifPresent(token -> assertThat(answers).doesNotContain(WireJson.text(token.value())));
    }

    private static <T> void assertReadBack(T answer, Class<T> type) {
        T back = WireJson.record(WireJson.bytes(answer), type);
        assertThat(Reference.written(back)).isEqualTo(Reference.written(answer));
    }

    private static Instant later(Job job) {
        return job.state().times().updated().plusMillis(90_500);
    }

    @Provide
    Arbitrary<JobHistory> histories() {
        return JobHistory.upTo(12);
    }

    @Provide
    Arbitrary<Job> jobs() {
        return histories().map(JobHistory::last);
    }
}
