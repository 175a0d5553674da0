package dev.jobgrid.wire.response;

import static dev.jobgrid.wire.Jobs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.wire.Jobs;
import dev.jobgrid.wire.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StatusJsonTest {
    private static final Failure CRASH =
            new Failure(Failure.Cause.NON_ZERO_EXIT, "Exit code 3.", ExecutionPhase.RUNNING, false);

    @Test
    void aCompletedJobHasEveryFieldOfOne() {
        assertThat(names(status(Jobs.completed())))
                .containsExactlyInAnyOrder(
                        "job_id",
                        "id",
                        "name",
                        "status",
                        "phase",
                        "execution_phase",
                        "status_message",
                        "status_reason",
                        "phase_started_at",
                        "phase_last_updated_at",
                        "last_status_update",
                        "wait_duration_seconds",
                        "delayed_start",
                        "scheduling",
                        "retry_count",
                        "workload_type",
                        "image",
                        "metadata",
                        "created_at",
                        "queued_at",
                        "started_at",
                        "finished_at",
                        "duration_ms",
                        "execution_route",
                        "route_reason",
                        "selected_region",
                        "assigned_node_id",
                        "constraints_relaxed",
                        "gpu",
                        "estimated_cost_usd",
                        "actual_cost_usd",
                        "billing",
                        "startup_diagnostics",
                        "artifact_contract",
                        "artifacts_ready",
                        "run");
    }

    @Test
    void theCostIsNullUntilItIsKnown() {
        assertThat(status(Jobs.queued()).get("actual_cost_usd").isNull()).isTrue();
        assertThat(status(Jobs.completed()).get("actual_cost_usd").doubleValue())
                .isEqualTo(0.04);
    }

    @Test
    void aJobThatRunsIsBilledAsItGoes() {
        JsonNode billing = status(Jobs.running(), NOON.plusSeconds(120 + 1800)).get("billing");
        assertThat(billing.get("status").textValue()).isEqualTo("reserved");
        assertThat(billing.get("cost_usd").doubleValue()).isEqualTo(1.2);
        assertThat(billing.has("final_cost_usd")).isFalse();
    }

    @Test
    void aJobThatIsOverIsChargedOrReleased() {
        assertThat(Reference.written(StatusJson.of(Jobs.completed(), NOON))
                        .get("billing")
                        .toString())
                .isEqualTo("{\"status\":\"charged\",\"cost_usd\":0.04,\"final_cost_usd\":0.04}");
        assertThat(status(Jobs.cancelled(Jobs.queued(), "no")).get("billing").toString())
                .isEqualTo("{\"status\":\"released\",\"cost_usd\":0,\"final_cost_usd\":0}");
    }

    @Test
    void aStartWithinAMinuteIsNotDelayed() {
        JsonNode status = status(Jobs.queued(), NOON.plusSeconds(60));
        assertThat(status.get("delayed_start").booleanValue()).isFalse();
        assertThat(status.has("delay_reason")).isFalse();
        assertThat(status.get("wait_duration_seconds").intValue()).isEqualTo(60);
    }

    @Test
    void aLaterStartIsDelayedByThePhaseItIsIn() {
        JsonNode status = status(Jobs.assigned(false), NOON.plusSeconds(61));
        assertThat(status.at("/delay_reason/code").textValue()).isEqualTo("worker_assigned");
        assertThat(status.at("/scheduling/worker_assigned").booleanValue()).isTrue();
        assertThat(status.at("/scheduling/delayed_start").booleanValue()).isTrue();
    }

    @Test
    void theWaitEndsWithTheStart() {
        JsonNode status = status(Jobs.running(), NOON.plusSeconds(9999));
        assertThat(status.get("wait_duration_seconds").intValue()).isEqualTo(120);
        assertThat(status.get("delayed_start").booleanValue()).isFalse();
    }

    @Test
    void aClockBehindTheStoreGivesNoNegativeTimes() {
        JsonNode status = status(Jobs.running(), NOON.minusSeconds(100));
        assertThat(status.get("duration_ms").longValue()).isZero();
        assertThat(status.at("/billing/cost_usd").doubleValue()).isZero();
        assertThat(status(Jobs.queued(), NOON.minusSeconds(1))
                        .get("wait_duration_seconds")
                        .longValue())
                .isZero();
    }

    @Test
    void aRunIsTimedToTheMillisecond() {
        assertThat(status(Jobs.completed()).get("duration_ms").longValue()).isEqualTo(60_000);
        assertThat(status(Jobs.running(), NOON.plusSeconds(120).plusMillis(1500))
                        .get("duration_ms")
                        .longValue())
                .isEqualTo(1500);
    }

    @Test
    void aGpuThatIsOnlyDeclaredSaysSoInNameAndFlag() {
        JsonNode gpu = status(Jobs.running(true)).get("gpu");
        assertThat(gpu.toString())
                .isEqualTo("{\"vendor\":\"NVIDIA\",\"name\":\"NVIDIA L4 (simulated)\",\"count\":2,\"simulated\":true}");
        assertThat(status(Jobs.running()).at("/gpu/name").textValue()).isEqualTo("NVIDIA L4");
        assertThat(status(Jobs.queued()).has("gpu")).isFalse();
    }

    @Test
    void aFailureIsToldWithTheEndOfTheLog() {
        Job failed = Jobs.failed(new RunOutcome(OptionalInt.of(3), OptionalInt.empty(), false), CRASH);
        assertThat(Reference.written(StatusJson.of(new RuntimeSummary(failed, "out", "boom"), NOON))
                        .get("failure")
                        .toString())
                .isEqualTo(
                        "{\"code\":\"non_zero_exit\",\"summary\":\"Exit code 3.\",\"stage\":\"running\",\"log_excerpt\":\"boom\",\"retryable\":false}");
        assertThat(Reference.written(StatusJson.of(new RuntimeSummary(failed, "out", " \n"), NOON))
                        .at("/failure/log_excerpt")
                        .textValue())
                .isEqualTo("out");
        assertThat(status(failed).at("/failure").has("log_excerpt")).isFalse();
    }

    @Test
    void aRejectedJobHasAFailureToo() {
        Job rejected = Transition.of(Jobs.queued(), Trigger.REJECT, NOON)
                .reason("No node has an H100.")
                .build()
                .after();
        JsonNode failure = status(rejected).get("failure");
        assertThat(failure.get("code").textValue()).isEqualTo("unplaceable");
        assertThat(failure.get("summary").textValue()).isEqualTo("No node has an H100.");
    }

    @Test
    void otherJobsHaveNoFailure() {
        assertThat(status(Jobs.completed()).has("failure")).isFalse();
        assertThat(status(Jobs.cancelled(Jobs.running(), "no")).has("failure")).isFalse();
    }

    @Test
    void whatWasPreparedIsNullUntilItIsKnown() {
        JsonNode waiting = status(Jobs.assigned(false)).get("startup_diagnostics");
        assertThat(waiting.toString())
                .isEqualTo(
                        "{\"command_spawned\":false,\"workload_logs_available\":false,\"inputs_prepared\":null,\"scripts_prepared\":null}");
        JsonNode running = status(Jobs.running()).get("startup_diagnostics");
        assertThat(running.get("command_spawned").booleanValue()).isTrue();
        assertThat(running.get("inputs_prepared").booleanValue()).isTrue();
    }

    @Test
    void aMissingInputWasNotPrepared() {
        Failure missing = new Failure(
                Failure.Cause.INPUT_UNAVAILABLE, "inp_1 is gone", ExecutionPhase.RUNTIME_PREPARATION, false);
        Job job = Transition.of(Jobs.assigned(false), Trigger.FAIL, NOON)
                .ending(new JobResult(Optional.of(missing), Optional.empty()))
                .build()
                .after();
        assertThat(status(job).at("/startup_diagnostics/scripts_prepared").booleanValue())
                .isFalse();
        assertThat(status(job).at("/startup_diagnostics/scripts_prepared").isBoolean())
                .isTrue();
    }

    @Test
    void logsAreAvailableOnceSomethingWasPrinted() {
        JsonNode silent = Reference.written(StatusJson.of(new RuntimeSummary(Jobs.running(), "", ""), NOON));
        assertThat(silent.at("/startup_diagnostics/workload_logs_available").booleanValue())
                .isFalse();
        JsonNode loud = Reference.written(StatusJson.of(new RuntimeSummary(Jobs.running(), "", "x"), NOON));
        assertThat(loud.at("/startup_diagnostics/workload_logs_available").booleanValue())
                .isTrue();
    }

    @Test
    void artifactsAreReadyOnceSomeWereCollected() {
        assertThat(status(collected(2)).get("artifacts_ready").booleanValue()).isTrue();
        assertThat(status(collected(0)).get("artifacts_ready").booleanValue()).isFalse();
    }

    @Test
    void metadataIsAnObjectEvenIfNoneWasGiven() {
        Job job = Jobs.queued(
                JobSpec.builder("n", Jobs.IMAGE, WorkloadType.FINE_TUNING).build());
        assertThat(status(job).get("metadata").toString()).isEqualTo("{}");
        assertThat(status(job).get("workload_type").textValue()).isEqualTo("fine-tuning");
    }

    @Test
    void aRetryCounts() {
        Job again = Transition.of(Jobs.running(), Trigger.REQUEUE, NOON.plusSeconds(200))
                .phase(ExecutionPhase.QUEUED)
                .attempt(Jobs.running().attempt().givenUp(NOON))
                .build()
                .after();
        Attempt next = again.attempt().next(new dev.jobgrid.id.InstanceId("grid_2"), Jobs.place(false));
        Job assigned = Transition.of(again, Trigger.ASSIGN, NOON.plusSeconds(210))
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(next)
                .build()
                .after();
        assertThat(status(assigned).get("retry_count").intValue()).isEqualTo(1);
        assertThat(status(assigned, NOON.plusSeconds(215))
                        .get("wait_duration_seconds")
                        .intValue())
                .isEqualTo(15);
    }

    @ParameterizedTest
    @EnumSource(ExecutionPhase.class)
    void everyPhaseHasASentenceForPeople(ExecutionPhase phase) {
        Job job = Jobs.queued();
        var state = new dev.jobgrid.job.JobState(
                job.status(),
                phase,
                1,
                "",
                "",
                job.state().times(),
                job.attempt(),
                job.state().cost(),
                job.state().ending(),
                job.state().events());
        JsonNode status = status(new Job(job.ref(), job.spec(), state));
        assertThat(status.get("status_message").textValue()).endsWith(".");
        assertThat(status.get("phase")).isEqualTo(status.get("execution_phase"));
        assertThat(status.at("/scheduling/state")).isEqualTo(status.get("phase"));
    }

    private static Job collected(int files) {
        return Transition.of(Jobs.running(), Trigger.COMPLETE, NOON)
                .ending(new JobResult(
                        Optional.empty(), Optional.of(new Collected(files, 5, List.of(), Optional.empty()))))
                .build()
                .after();
    }

    private static JsonNode status(Job job) {
        return status(job, NOON);
    }

    private static JsonNode status(Job job, Instant now) {
        return Reference.written(StatusJson.of(job, now));
    }

    private static List<String> names(JsonNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }
}
