package dev.jobgrid.wire.response;

import static dev.jobgrid.wire.Jobs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class RuntimeJsonTest {
    private static final RunOutcome KILLED = new RunOutcome(OptionalInt.empty(), OptionalInt.of(9), false);

    @Test
    void beforeTheStartEverythingIsDelayed() {
        JsonNode json = runtime(Jobs.queued());
        assertThat(json.has("exit_code")).isFalse();
        assertThat(json.has("started_at")).isFalse();
        assertThat(json.at("/runtime_availability/exit_code/state").textValue()).isEqualTo("delayed");
        assertThat(json.at("/runtime_availability/stdout_tail/state").textValue())
                .isEqualTo("delayed");
        assertThat(json.get("stdout_tail").textValue()).isEmpty();
    }

    @Test
    void whileItRunsOnlyTheExitCodeIsDelayed() {
        JsonNode json = runtime(Jobs.running());
        assertThat(json.at("/runtime_availability/exit_code/state").textValue()).isEqualTo("delayed");
        assertThat(json.at("/runtime_availability/exit_code/reason").textValue())
                .contains("not ended");
        assertThat(json.at("/runtime_availability/stderr_tail/state").textValue())
                .isEqualTo("available");
    }

    @Test
    void aSignalLeavesNoExitCodeAndSaysWhy() {
        Failure failure = new Failure(Failure.Cause.KILLED_BY_SIGNAL, "Killed.", ExecutionPhase.RUNNING, true);
        JsonNode json = runtime(Jobs.failed(KILLED, failure));
        assertThat(json.has("exit_code")).isFalse();
        assertThat(json.get("signal").intValue()).isEqualTo(9);
        assertThat(json.at("/runtime_availability/exit_code/state").textValue()).isEqualTo("unavailable");
        assertThat(json.get("diagnostics").toString()).isEqualTo("[\"Killed.\",\"Signal 9 ended the program.\"]");
    }

    @Test
    void aJobThatNeverStartedSaysSo() {
        JsonNode json = runtime(Jobs.cancelled(Jobs.queued(), "no"));
        assertThat(json.at("/runtime_availability/exit_code/reason").textValue())
                .contains("never started");
        assertThat(json.at("/runtime_availability/stdout_tail/state").textValue())
                .isEqualTo("unavailable");
    }

    @Test
    void anEndByTimeoutIsTold() {
        RunOutcome outcome = new RunOutcome(OptionalInt.empty(), OptionalInt.of(15), true);
        Failure failure = new Failure(Failure.Cause.TIMED_OUT, "Too long.", ExecutionPhase.RUNNING, false);
        assertThat(runtime(Jobs.failed(outcome, failure)).get("timed_out").booleanValue())
                .isTrue();
    }

    @Test
    void aRunThatIsBeingStoppedForItsTimeIsTimedOutAlready() {
        Job running = Jobs.running();
        Job job = Transition.of(running, NOON)
                .attempt(running.attempt().timedOut(NOON))
                .build()
                .after();
        assertThat(runtime(job).get("timed_out").booleanValue()).isTrue();
    }

    @Test
    void theEndOfAnEarlierRunIsNotTheExitOfAJobThatWaitsAgain() {
        Job running = Jobs.running();
        Job again = Transition.of(running, Trigger.REQUEUE, NOON)
                .phase(ExecutionPhase.QUEUED)
                .attempt(running.attempt().ended(KILLED).givenUp(NOON))
                .build()
                .after();
        assertThat(runtime(again).has("signal")).isFalse();
        assertThat(runtime(again).at("/runtime_availability/exit_code/state").textValue())
                .isEqualTo("delayed");
    }

    @Test
    void aMissingArtifactIsAmongTheDiagnostics() {
        Job job = Transition.of(Jobs.running(), Trigger.COMPLETE, NOON)
                .ending(new JobResult(
                        Optional.empty(),
                        Optional.of(new Collected(0, 0, List.of("/workspace/artifacts/a.txt"), Optional.empty()))))
                .build()
                .after();
        assertThat(runtime(job).get("diagnostics").toString()).contains("/workspace/artifacts/a.txt");
    }

    @Test
    void theModeNamesTheWorkAndWhatSaysWhatRuns() {
        JobSpec.Builder spec = JobSpec.builder("n", Jobs.IMAGE, WorkloadType.FINE_TUNING);
        JsonNode image = runtime(Jobs.queued(spec.build()));
        assertThat(image.get("execution_mode").textValue()).isEqualTo("fine_tuning_image");
        assertThat(image.has("command")).isFalse();
        assertThat(image.get("args")).isEmpty();
        assertThat(runtime(Jobs.queued(spec.command("x").build()))
                        .get("execution_mode")
                        .textValue())
                .isEqualTo("fine_tuning_command");
    }

    private static JsonNode runtime(Job job) {
        return Reference.written(RuntimeJson.of(new RuntimeSummary(job, "", "")));
    }
}
