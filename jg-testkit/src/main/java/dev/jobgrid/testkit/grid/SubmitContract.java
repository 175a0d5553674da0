package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.LONG;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.running;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Accepted, refused and repeated submits: ids, idempotency keys, lists of jobs, calls that do not block. */
interface SubmitContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private void restart(GridSettings settings) throws Exception {
        underTest().restart(settings);
    }

    @Test
    default void aRepeatedIdIsAReplayForTheSameDraftAndAConflictForAnother() {
        Draft draft = Draft.of(spec("same").build());
        Receipt first = grid().submit(draft, SubmitOptions.NONE);
        Receipt again = grid().submit(draft, SubmitOptions.NONE);

        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.job().ref()).isEqualTo(first.job().ref());
        assertThat(refusal(() -> grid().submit(spec("same").name("other").build())))
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    default void oneIdempotencyKeyMakesOneJob() {
        SubmitOptions key = SubmitOptions.idempotent("key-1");
        JobSpec spec =
                JobSpec.builder("demo", "acme/cuda:1", WorkloadType.BATCH).build();
        Receipt first = grid().submit(Draft.of(spec), key);
        Receipt again = grid().submit(Draft.of(spec), key);

        assertThat(again.replayed()).isTrue();
        assertThat(again.job().id()).isEqualTo(first.job().id());
        assertThat(refusal(() ->
                        grid().submit(Draft.of(spec.toBuilder().name("other").build()), key)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> grid().submit(Draft.of(spec), SubmitOptions.idempotent("k".repeat(256)))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    default void asyncCallsReturnWhatBlockingCallsReturn() throws Exception {
        Receipt receipt = grid().submitAsync(Draft.of(spec("later").build()), SubmitOptions.NONE)
                .toCompletableFuture()
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(receipt.job().id()).isEqualTo(new JobId("later"));
        assertThat(grid().job(new JobId("later")).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        Job job = grid().statusAsync(new JobId("later")).toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void asyncCallsFailWithTheErrorCodesOfBlockingCalls() throws Exception {
        JobGrid blind = underTest().as(new Caller(WorkspaceId.DEFAULT, "blind", Set.of(Scope.JOBS_ESTIMATE)));
        Draft draft = Draft.of(spec("later").build());

        assertThat(stageRefusal(blind.statusAsync(new JobId("x")))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(stageRefusal(blind.submitAsync(draft, SubmitOptions.NONE))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(stageRefusal(grid().statusAsync(new JobId("nobody")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(stageRefusal(grid().submitAsync(draft, SubmitOptions.idempotent(""))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private static ErrorCode stageRefusal(CompletionStage<?> stage) throws Exception {
        try {
            stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JobGridException refusal) {
                return refusal.code();
            }
            throw e;
        }
        throw new AssertionError("the call was not refused");
    }

    @Test
    default void submitAllStoresAllJobsOrNone() {
        List<JobSpec> good = List.of(spec("a1").build(), spec("a2").build());
        List<JobSpec> bad =
                List.of(spec("b1").build(), spec("b2").name("x".repeat(200)).build());

        assertThat(grid().submitAll(good))
                .extracting(JobHandle::id)
                .extracting(JobId::value)
                .containsExactly("a1", "a2");
        assertThatThrownBy(() -> grid().submitAll(bad)).hasMessageStartingWith("jobs[1]: ");
        assertThat(refusal(() -> grid().status(new JobId("b1")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid().submitAll(List.of(
                        spec("c1").build(), spec("a1").name("another").build()))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(refusal(() -> grid().status(new JobId("c1")))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void submitDraftsReturnsTheWarningsOfEachDraft() {
        Draft odd = new Draft(spec("d1").build(), List.of(), List.of("'colour' is ignored"));
        Draft plain = Draft.of(spec("d2").build());
        Check problem = Check.invalid("precision", "precision is unknown");
        Draft broken = new Draft(spec("d3").build(), List.of(problem), List.of());

        List<Receipt> taken = grid().submitDrafts(List.of(odd, plain));

        assertThat(taken).extracting(receipt -> receipt.job().id().value()).containsExactly("d1", "d2");
        assertThat(taken).extracting(Receipt::warnings).containsExactly(List.of("'colour' is ignored"), List.of());
        assertThatThrownBy(() -> grid().submitDrafts(List.of(Draft.of(spec("d4").build()), broken)))
                .hasMessageStartingWith("jobs[1]: precision is unknown");
        assertThat(refusal(() -> grid().status(new JobId("d4")))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void jobsWithoutAGpuRunOnlyIfConfigured() throws Exception {
        JobSpec spec = spec("cpu").image("alpine").build();
        assertThat(refusal(() -> grid().submit(spec))).isEqualTo(ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED);
        restart(GridSettings.DEFAULT.withWork(new GridSettings.Work(
                1, false, Duration.ofMinutes(1), GridSettings.DEFAULT.work().rules())));

        assertThat(grid().submit(spec).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void aQueuedJobThatNothingCanRunIsRejectedAfterTheMaximumWait() throws Exception {
        restart(GridSettings.DEFAULT
                .withWork(new GridSettings.Work(
                        0,
                        true,
                        Duration.ofMillis(200),
                        GridSettings.DEFAULT.work().rules()))
                .withRunning(running(LONG, RetryPolicy.never(), false).running()));
        JobSpec spec =
                spec("hopeless").gpu(GpuRequest.builder().type("H100").build()).build();

        Job job = grid().submit(spec).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.REJECTED);
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.UNPLACEABLE);
    }
}
