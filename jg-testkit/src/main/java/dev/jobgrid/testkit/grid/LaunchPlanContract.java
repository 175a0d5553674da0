package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.STEP;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Launch plans: an estimate that holds its place until the go. */
interface LaunchPlanContract {
    /** Its hold ends before the first try of anything else. */
    PlanOptions BRIEF = PlanOptions.DEFAULT.withHold(Duration.ofSeconds(10));

    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private LaunchPlan plan(String id) {
        return plan(id, PlanOptions.DEFAULT);
    }

    private LaunchPlan plan(String id, PlanOptions options) {
        return grid().plan(Draft.of(spec(id).build()), options);
    }

    private Receipt go(LaunchPlan plan) {
        return go(plan, JobSpec.draft().build());
    }

    private Receipt go(LaunchPlan plan, JobSpec fields) {
        return grid().submit(Draft.of(fields), SubmitOptions.ofLaunchPlan(plan.id()));
    }

    private LaunchPlan.State state(LaunchPlan plan) {
        return grid().launchPlan(plan.id()).state();
    }

    private void awaitEnd(LaunchPlan plan, LaunchPlan.State end) {
        await().untilAsserted(() -> assertThat(state(plan)).isEqualTo(end));
    }

    private long heldGpus() {
        return grid().fleet().stream()
                .flatMap(node -> node.gpus().stream())
                .filter(FleetNode.Gpu::held)
                .count();
    }

    /** Both GPUs are held by programs. */
    private void fill() throws Exception {
        for (String id : new String[] {"full-1", "full-2"}) {
            underTest().submit(id, FOREVER);
        }
        await().until(() -> heldGpus() == 2);
    }

    private boolean hasStarted(JobId id) {
        return !underTest().engine().started(grid().status(id).ref()).isEmpty();
    }

    /** A job gets both GPUs: nothing holds one any more. */
    private void expectAllFree() throws Exception {
        JobSpec both = spec("both").gpu(GpuRequest.builder().count(2).build()).build();
        Job ended = underTest().hastened(grid().submit(both));
        assertThat(ended.status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void aPlanHoldsItsPlaceUntilTheGoAndRunsThereOnce() throws Exception {
        LaunchPlan plan = plan("planned");

        assertThat(plan.state()).isEqualTo(LaunchPlan.State.HELD);
        assertThat(plan.node()).isEqualTo("node-1");
        assertThat(plan.gpu()).isEqualTo("NVIDIA L4");
        assertThat(plan.gpus()).isEqualTo(1);
        assertThat(plan.hourlyRate()).isEqualTo(Usd.ofDollars(0.8));
        assertThat(plan.maxCost()).isGreaterThanOrEqualTo(plan.minCost());
        assertThat(plan.ended()).isEmpty();
        assertThat(grid().launchPlans()).containsExactly(plan);
        assertThat(grid().launchPlan(plan.id())).isEqualTo(plan);
        Job held = grid().status(plan.id());
        assertThat(held.status()).isEqualTo(JobStatus.ASSIGNED);
        assertThat(LaunchPlan.of(held)).map(LaunchPlan::expires).contains(plan.expires());
        assertThat(heldGpus()).isEqualTo(1);
        assertThat(underTest().engine().launches(held.ref())).isZero();

        Receipt receipt = go(plan);

        assertThat(receipt.job().id()).isEqualTo(plan.id());
        assertThat(receipt.replayed()).isFalse();
        Job ended = grid().job(plan.id()).await(SOON);
        assertThat(ended.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(ended.attempt().number()).isEqualTo(1);
        assertThat(underTest().engine().started(held.ref())).hasSize(1);
        assertThat(go(plan).replayed()).isTrue();
        assertThat(state(plan)).isEqualTo(LaunchPlan.State.LAUNCHED);
        assertThat(grid().launchPlans()).isEmpty();
        assertThat(grid().events(plan.id()))
                .extracting(JobEvent::type)
                .containsSubsequence("job.assigned", "launch_plan.held", "launch_plan.launched", "job.completed");
        // Its wait counts from the go.
        assertThat(ended.state().times().queued().orElseThrow())
                .isAfterOrEqualTo(ended.state().times().assigned().orElseThrow());
    }

    @Test
    default void aPlanWithoutAGoEndsByItselfAndLeavesNothing() throws Exception {
        LaunchPlan plan = plan("unused", BRIEF);

        underTest().clock().advance(Duration.ofSeconds(10));

        awaitEnd(plan, LaunchPlan.State.EXPIRED);
        Job job = grid().status(plan.id());
        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.failure()).isEmpty();
        assertThat(job.state().reason()).isEqualTo("The launch plan was not used within 10 s.");
        assertThat(job.state().cost().actual()).hasValue(Usd.ZERO);
        assertThat(grid().events(plan.id())).extracting(JobEvent::type).endsWith("launch_plan.expired");
        assertThatThrownBy(() -> go(plan))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("expired at")
                .satisfies(e -> assertThat(((JobGridException) e).code()).isEqualTo(ErrorCode.LAUNCH_PLAN_ENDED));
        assertThat(hasStarted(plan.id())).isFalse();
        expectAllFree();
    }

    @Test
    default void aPlanIsHeldToTheLastOfItsSeconds() throws Exception {
        LaunchPlan plan = plan("held", PlanOptions.DEFAULT.withHold(Duration.ofMinutes(15)));

        underTest().clock().advance(Duration.ofMinutes(14));
        assertThat(go(plan).replayed()).isFalse();

        assertThat(grid().job(plan.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void aPlanIsGivenBackByACancel() throws Exception {
        LaunchPlan plan = plan("back");

        grid().cancel(plan.id(), "changed my mind");

        assertThat(state(plan)).isEqualTo(LaunchPlan.State.RELEASED);
        assertThat(grid().launchPlan(plan.id()).reason()).isEqualTo("changed my mind");
        assertThat(grid().status(plan.id()).state().cost().actual()).hasValue(Usd.ZERO);
        assertThat(refusal(() -> go(plan))).isEqualTo(ErrorCode.LAUNCH_PLAN_ENDED);
        assertThat(refusal(() -> grid().cancel(plan.id(), ""))).isEqualTo(ErrorCode.CONFLICT);
        expectAllFree();
    }

    @Test
    default void aReleaseEndsAHeldPlanAndNeverALaunchedOne() throws Exception {
        LaunchPlan back = plan("back");

        assertThat(grid().releasePlan(back.id()).state()).isEqualTo(LaunchPlan.State.RELEASED);
        assertThat(grid().releasePlan(back.id()).reason()).isEqualTo("given back by a caller");

        LaunchPlan used = plan("used");
        go(used);
        assertThat(refusal(() -> grid().releasePlan(used.id()))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(grid().job(used.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(refusal(() -> grid().releasePlan(new JobId("unknown")))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void ofAGoAndAReleaseAtTheSameMomentOneWins() throws Exception {
        for (int i = 0; i < 20; i++) {
            LaunchPlan plan = plan("raced-" + i);
            CompletableFuture<Boolean> released = CompletableFuture.supplyAsync(() -> {
                try {
                    return grid().releasePlan(plan.id()).state() == LaunchPlan.State.RELEASED;
                } catch (JobGridException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    return false;
                }
            });
            boolean launched = true;
            try {
                go(plan);
            } catch (JobGridException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.LAUNCH_PLAN_ENDED);
                launched = false;
            }
            assertThat(released.get()).isNotEqualTo(launched);
            assertThat(grid().job(plan.id()).await(SOON).status())
                    .isEqualTo(launched ? JobStatus.COMPLETED : JobStatus.CANCELLED);
        }
    }

    @Test
    default void withoutAPlaceInTimeNothingIsHeldAndNothingIsLeft() throws Exception {
        fill();

        assertThatThrownBy(() -> plan("late", PlanOptions.DEFAULT.withMaxWait(Duration.ZERO)))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("no place was free for the launch plan in time: While it waited: ")
                .hasMessageNotContaining("0 jobs")
                .satisfies(e -> assertThat(((JobGridException) e).code()).isEqualTo(ErrorCode.LAUNCH_PLAN_UNAVAILABLE));

        assertThat(grid().queue(10).jobs()).isEmpty();
        assertThat(grid().status(new JobId("late")).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(refusal(() -> grid().launchPlan(new JobId("late")))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void aPlanWithoutAPlaceKeepsNoKey() throws Exception {
        fill();
        Draft draft = Draft.of(JobSpec.builder("demo", spec("x").build().image(), WorkloadType.BATCH)
                .command("run")
                .build());
        PlanOptions once = PlanOptions.DEFAULT.withMaxWait(Duration.ZERO).idempotent("once");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> grid().plan(draft, once))
                    .hasMessageContaining("no place was free for the launch plan in time");
        }

        grid().cancel(new JobId("full-1"), "");
        LaunchPlan held = grid().plan(draft, once.withMaxWait(Duration.ofSeconds(30)));

        assertThat(held.state()).isEqualTo(LaunchPlan.State.HELD);
        assertThat(grid().plan(draft, once).id()).isEqualTo(held.id());
    }

    @Test
    default void aPlanThatWaitsGetsTheNextPlace() throws Exception {
        fill();
        Thread asking = new Thread(() -> plan("next", PlanOptions.DEFAULT.withMaxWait(Duration.ofSeconds(30))));
        asking.start();
        await().until(() -> !grid().queue(10).jobs().isEmpty());

        grid().cancel(new JobId("full-1"), "");

        asking.join(SOON.toMillis());
        assertThat(grid().launchPlan(new JobId("next")).state()).isEqualTo(LaunchPlan.State.HELD);
    }

    @Test
    default void holdAndWaitHaveBothTheirBounds() {
        PlanOptions ten = BRIEF;
        assertThatThrownBy(() -> plan("short", ten.withHold(Duration.ofSeconds(9))))
                .hasMessageContaining("hold_seconds is 9; 10 to 900 are allowed");
        assertThatThrownBy(() -> plan("long", ten.withHold(Duration.ofSeconds(901))))
                .hasMessageContaining("hold_seconds is 901; 10 to 900 are allowed");
        assertThatThrownBy(() -> plan("patient", ten.withMaxWait(Duration.ofSeconds(31))))
                .hasMessageContaining("wait_seconds is 31; 0 to 30 are allowed");
        assertThatThrownBy(() -> plan("early", ten.withMaxWait(Duration.ofSeconds(-1))))
                .hasMessageContaining("wait_seconds is -1; 0 to 30 are allowed");
        assertThat(refusal(() -> plan("short", ten.withHold(Duration.ofSeconds(9)))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(plan("least", ten.withMaxWait(Duration.ofSeconds(30))).state())
                .isEqualTo(LaunchPlan.State.HELD);
        assertThat(plan("most", ten.withHold(Duration.ofMinutes(15))).state()).isEqualTo(LaunchPlan.State.HELD);
    }

    @Test
    default void aGoMayRepeatFieldsButChangesNone() throws Exception {
        JobSpec spec = spec("same")
                .environment(new Environment(Map.of("TOKEN", "s3cret", "SIZE", "1")))
                .build();
        LaunchPlan plan = grid().plan(spec);
        JobSpec other = spec.toBuilder()
                .image("busybox:1")
                .gpu(GpuRequest.builder().count(2).build())
                .environment(new Environment(Map.of("TOKEN", "other")))
                .build();

        assertThatThrownBy(() -> go(plan, other))
                .hasMessageContaining("image is 'busybox:1', and '" + spec.image() + "' in the launch plan")
                .hasMessageContaining("gpu_count is '2', and left out in the launch plan")
                .hasMessageContaining("TOKEN")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("'other'")
                .satisfies(e -> assertThat(((JobGridException) e).code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(state(plan)).isEqualTo(LaunchPlan.State.HELD);

        assertThat(go(plan, spec).replayed()).isFalse();
        assertThat(grid().job(plan.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void onlyThePlansOfOnesWorkspaceAreKnown() throws Exception {
        LaunchPlan plan = plan("mine");
        JobGrid other = underTest().as(Caller.owner(new WorkspaceId("other")));

        assertThat(other.launchPlans()).isEmpty();
        assertThat(refusal(() -> other.launchPlan(plan.id()))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(
                        () -> other.submit(Draft.of(JobSpec.draft().build()), SubmitOptions.ofLaunchPlan(plan.id()))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        underTest().submit("a-job", FOREVER);
        assertThat(refusal(() -> grid().launchPlan(new JobId("a-job")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid().launchPlan(new JobId("nobody")))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void aPlanIsMadeOnceForAKey() {
        JobSpec spec = spec("x").build().toBuilder().build();
        PlanOptions once = PlanOptions.DEFAULT.idempotent("key-1");

        LaunchPlan first = grid().plan(Draft.of(spec), once);
        LaunchPlan second = grid().plan(Draft.of(spec), once);

        assertThat(first.replayed()).isFalse();
        assertThat(second).isEqualTo(first.replayed(true));
        assertThat(heldGpus()).isEqualTo(1);
        // A submit is another request than a plan.
        assertThat(refusal(() -> grid().submit(Draft.of(spec), SubmitOptions.idempotent("key-1"))))
                .isIn(ErrorCode.INVALID_REQUEST, ErrorCode.CONFLICT);
    }

    @Test
    default void aHoldIsNoLongerThanTheGridAllowsUnlessAskedFor() throws Exception {
        underTest()
                .restart(GridSettings.DEFAULT.withPlans(
                        new GridSettings.Plans(Duration.ofMinutes(1), 10, OptionalInt.empty())));

        LaunchPlan plan = plan("brief");

        assertThat(Duration.between(
                        grid().status(plan.id()).state().times().assigned().orElseThrow(), plan.expires()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThatThrownBy(() -> plan("long", BRIEF.withHold(Duration.ofMinutes(5))))
                .hasMessageContaining("hold_seconds is 300; 10 to 60 are allowed");
    }

    @Test
    default void aWorkspaceHoldsNoMorePlansThanItMay() throws Exception {
        underTest()
                .restart(GridSettings.DEFAULT.withPlans(
                        new GridSettings.Plans(Duration.ofMinutes(1), 1, OptionalInt.empty())));
        // Longer than a client waits for a bound by itself.
        PlanOptions minute = BRIEF.withHold(Duration.ofMinutes(1));
        LaunchPlan first = plan("one", minute);

        assertThatThrownBy(() -> plan("two", minute))
                .hasMessageContaining("holds 1 launch plans, and 1 are allowed")
                .satisfies(e -> {
                    assertThat(((JobGridException) e).code()).isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT);
                    assertThat(((JobGridException) e).retryAfter()).isPresent();
                });
        assertThat(refusal(() -> plan("long", BRIEF.withHold(Duration.ofSeconds(61)))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        grid().cancel(first.id(), "");
        assertThat(plan("two", BRIEF).state()).isEqualTo(LaunchPlan.State.HELD);
    }

    @Test
    default void theGpusOfPlansAreBounded() throws Exception {
        underTest()
                .restart(GridSettings.DEFAULT.withPlans(
                        new GridSettings.Plans(Duration.ofMinutes(1), 10, OptionalInt.of(1))));
        JobSpec both = spec("both").gpu(GpuRequest.builder().count(2).build()).build();

        assertThatThrownBy(() -> grid().plan(Draft.of(both), BRIEF))
                .hasMessageContaining("holds 0 GPUs by launch plans, this one needs 2, and 1 are allowed");
        PlanOptions minute = BRIEF.withHold(Duration.ofMinutes(1));
        plan("one", minute);
        assertThat(refusal(() -> plan("two", minute))).isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT);
    }

    @Test
    default void plansThatAreOffAreNotFound() throws Exception {
        underTest()
                .restart(GridSettings.DEFAULT.withPlans(
                        new GridSettings.Plans(Duration.ofMinutes(1), 0, OptionalInt.empty())));

        assertThatThrownBy(() -> plan("off", BRIEF)).hasMessageContaining("launch plans are not enabled on this grid");
        assertThat(refusal(() -> plan("off", BRIEF))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid().launchPlans())).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void maintenanceRefusesNewPlansAndTakesTheGoOfAHeldOne() throws Exception {
        LaunchPlan plan = plan("held");
        underTest().home().operations().maintenance().close(GridPart.JOBS, "new disks");

        assertThat(refusal(() -> plan("new"))).isEqualTo(ErrorCode.MAINTENANCE_ACTIVE);
        assertThat(go(plan).replayed()).isFalse();
        assertThat(grid().job(plan.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void aRestartKeepsAPlanForTheRestOfItsTime() throws Exception {
        LaunchPlan used = plan("used");
        LaunchPlan left = plan("left", BRIEF);

        underTest().restart(GridSettings.DEFAULT);

        assertThat(state(used)).isEqualTo(LaunchPlan.State.HELD);
        assertThat(hasStarted(used.id())).isFalse();
        underTest().clock().advance(Duration.ofSeconds(10));
        awaitEnd(left, LaunchPlan.State.EXPIRED);
        assertThat(go(used).replayed()).isFalse();
        underTest()
                .hasten(
                        "the end of " + used.id(),
                        STEP,
                        () -> grid().status(used.id()).isTerminal());
        assertThat(grid().status(used.id()).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(underTest().engine().started(grid().status(used.id()).ref())).hasSize(1);
    }

    @Test
    default void theGoIsRefusedWhileTheNodeTakesNoWork() throws Exception {
        LaunchPlan plan = plan("closed");
        NodeName node = new NodeName("node-1");
        underTest().engine().accept(node, false);

        assertThatThrownBy(() -> go(plan))
                .hasMessageContaining("the node 'node-1' accepts no work now; it is held until")
                .satisfies(e -> assertThat(((JobGridException) e).code()).isEqualTo(ErrorCode.LAUNCH_PLAN_UNAVAILABLE));
        assertThat(state(plan)).isEqualTo(LaunchPlan.State.HELD);

        underTest().engine().accept(node, true);
        assertThat(go(plan).replayed()).isFalse();
        assertThat(grid().job(plan.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void whoMayOnlyEstimateHoldsNothing() throws Exception {
        JobGrid reader =
                underTest().as(new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.JOBS_ESTIMATE, Scope.JOBS_READ)));

        assertThat(refusal(() -> reader.plan(spec("no").build()))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(reader.launchPlans()).isEmpty();
        assertThat(heldGpus()).isZero();
    }

    @Test
    default void aPlanHoldsCreditsAndGivesThemBack() throws Exception {
        underTest().restartWithCredits(GridSettings.DEFAULT, Usd.ofDollars(1_000));

        LaunchPlan plan = plan("paid", BRIEF);
        assertThat(plan.creditsHeld()).hasValue(plan.maxCost());
        assertThat(grid().credits().balance().reserved()).isEqualTo(plan.maxCost());

        underTest().clock().advance(Duration.ofSeconds(10));
        awaitEnd(plan, LaunchPlan.State.EXPIRED);
        assertThat(grid().credits().balance().reserved()).isEqualTo(Usd.ZERO);
        assertThat(grid().credits().balance().available()).isEqualTo(Usd.ofDollars(1_000));
    }

    @Test
    default void aDraftThatASubmitWouldRefuseIsNoPlan() {
        assertThat(refusal(() -> grid().plan(spec("bad").image("").build()))).isEqualTo(ErrorCode.INVALID_REQUEST);
        JobSpec huge = spec("huge").gpu(GpuRequest.builder().count(64).build()).build();
        assertThat(refusal(() -> grid().plan(huge))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(grid().launchPlans()).isEmpty();
    }
}
