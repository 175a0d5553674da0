package dev.jobgrid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.WorkloadType;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TransitionTest {
    private static final Instant NOON = Instant.parse("2026-06-11T12:00:00Z");
    private static final JobSpec SPEC = JobSpec.builder("demo", "alpine", WorkloadType.BATCH)
            .callback(CallbackTarget.of("https://example.com/done"))
            .build();
    private static final Job PENDING =
            Job.pending(new JobRef(WorkspaceId.DEFAULT, new JobId("job_1")), SPEC, Cost.NONE, NOON);

    private static Job queued() {
        Transition submitted = Transition.of(PENDING, NOON)
                .event("job.submitted", "Job submitted", "")
                .build();
        return Transition.of(submitted.after(), Trigger.ADMIT, NOON)
                .phase(ExecutionPhase.QUEUED)
                .event("job.queued", "Job queued", "")
                .build()
                .after();
    }

    @Test
    void sequencesGrowByTenAndIdsNameThePhase() {
        Transition queued = Transition.of(PENDING, Trigger.ADMIT, NOON)
                .phase(ExecutionPhase.QUEUED)
                .event("job.queued", "", "")
                .event("job.queued", "", "")
                .build();
        Transition again =
                Transition.of(queued.after(), NOON).event("job.queued", "", "").build();

        assertThat(queued.events()).extracting(JobEvent::id).containsExactly("job_1:queued", "job_1:queued:2");
        assertThat(queued.events()).extracting(JobEvent::sequence).containsExactly(10L, 20L);
        assertThat(again.events()).extracting(JobEvent::id).containsExactly("job_1:queued:3");
        assertThat(again.events()).extracting(JobEvent::sequence).containsExactly(30L);
    }

    @Test
    void aTerminalTransitionHasTheCallbackAndTheSettlementOnce() {
        Transition cancelled = Transition.of(queued(), Trigger.CANCEL, NOON).build();
        Transition told = Transition.of(cancelled.after(), NOON)
                .event("artifact.collected", "", "")
                .build();

        assertThat(cancelled.callback()).isPresent();
        assertThat(cancelled.settlement()).isPresent();
        assertThat(cancelled.after().state().times().finished()).contains(NOON);
        assertThat(told.callback()).isEmpty();
        assertThat(told.settlement()).isEmpty();
    }

    @Test
    void aSignalThatTheStatusDoesNotTakeIsAConflict() {
        Job cancelled = Transition.of(queued(), Trigger.CANCEL, NOON).build().after();

        assertThatThrownBy(() -> Transition.of(cancelled, Trigger.CANCEL, NOON))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("cancelled");
    }

    @Test
    void aPhaseOfAnotherStatusIsRefused() {
        Transition.Builder builder = Transition.of(queued(), NOON).phase(ExecutionPhase.RUNNING);

        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void versionsCountTheChanges() {
        assertThat(queued().state().version()).isEqualTo(2);
    }
}
