package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    /** After so long no grid goes by what the store said before. */
    private static final Duration ASKED_AGAIN = Duration.ofMillis(300);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStorage storage = new MemoryStorage();
    private final List<Environment> environments = new ArrayList<>();

    private JobGrid grid(AdmissionLimits limits) {
        return grid(limits, new SteppedLoops(new Random(1)), Duration.ZERO);
    }

    private JobGrid grid(AdmissionLimits limits, SteppedLoops loops, Duration length) {
        return builder(limits, loops, length).build();
    }

    private JobGridBuilder builder(AdmissionLimits limits, SteppedLoops loops, Duration length) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1), true));
        GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(clock, List.of(node), run -> {
                    environments.add(run.environment());
                    return RunScript.prints().lasting(length);
                }))
                .admission(AdmissionPolicy.of(limits))
                .loops(loops)
                .clock(clock);
    }

    private static JobSpec spec(String id) {
        return JobSpec.builder("job", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(new JobId(id))
                .build();
    }

    private static JobGridException refused(ThrowingCallable call) {
        JobGridException refusal = catchThrowableOfType(JobGridException.class, call);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    @Test
    void jobsAtOnceHoldOverManyGridsAndAReplayIsNoJob() {
        AdmissionLimits two = AdmissionLimits.NONE.withConcurrentJobs(2);
        JobGrid one = grid(two);
        JobGrid other = grid(two);
        one.submit(spec("a"));
        other.submit(spec("b"));

        JobGridException third = refused(() -> one.submit(spec("c")));

        assertThat(third.code()).isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT);
        assertThat(third.retryAfter()).isPresent();
        assertThat(other.submit(Draft.of(spec("a")), SubmitOptions.NONE).replayed())
                .isTrue();
        one.cancel(new JobId("a"), "room");
        assertThatCode(() -> other.submit(spec("c"))).doesNotThrowAnyException();
    }

    private static JobSpec large(String id, int kibibytes) {
        return spec(id).toBuilder()
                .environment(new Environment(Map.of("VALUE", "x".repeat(kibibytes << 10))))
                .build();
    }

    @Test
    void theLargeSpecsOfAWorkspaceAreBoundedAndSmallOnesAreNot() {
        GridSettings.Limits mebibyte = GridSettings.DEFAULT.limits().withMaxQueuedBytes(1 << 20);
        SteppedLoops loops = new SteppedLoops(new Random(1));
        JobGrid one = builder(AdmissionLimits.NONE, loops, Duration.ofMinutes(2))
                .settings(GridSettings.DEFAULT.withLimits(mebibyte))
                .build();
        one.submitAll(IntStream.range(0, 34).mapToObj(i -> large("a" + i, 30)).toList());

        JobGridException refusal = refused(() -> one.submit(large("c", 30)));

        long each = 5 + (30 << 10);
        long queued = 34 * each;
        assertThat(refusal.code()).isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT);
        assertThat(refusal)
                .hasMessage("the large specs of this workspace's queued jobs take " + queued
                        + " bytes, and may take 1048576, too few for another " + each
                        + "; wait for jobs to start, perhaps in 5 s, or cancel some");
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(5));
        assertThat(one.estimate(large("c", 30)).screening().checks())
                .extracting(Check::message)
                .contains(refusal.getMessage());
        one.submit(spec("small"));
        one.as(Caller.owner(new WorkspaceId("other"))).submit(large("c", 30));
        assertThat(one.submit(Draft.of(large("a1", 30)), SubmitOptions.NONE).replayed())
                .isTrue();

        one.cancel(new JobId("a0"), "room");
        one.cancel(new JobId("a1"), "room");
        assertThat(refused(() -> one.submit(large("c", 30))).code())
                .as("it has just asked")
                .isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT);
        clock.advance(Duration.ofSeconds(1));
        one.submit(large("c", 30));
    }

    /** The second is read from the queue, after the first has kept the only GPU for a while. */
    @Test
    void aRunHasAllOfALargeSpecWhereverTheJobWasRead() {
        SteppedLoops loops = new SteppedLoops(new Random(1));
        JobGrid grid = grid(AdmissionLimits.NONE, loops, Duration.ofSeconds(5));
        grid.submit(large("first", 30));
        grid.submit(large("second", 30));

        runToItsEnd(grid, loops, "second");

        assertThat(environments)
                .hasSize(2)
                .allSatisfy(all -> assertThat(all.values().get("VALUE")).hasSize(30 << 10));
    }

    @Test
    void theWaitForRoomIsUntilAJobEndsAsLikeJobsDid() {
        SteppedLoops loops = new SteppedLoops(new Random(1));
        JobGrid grid = grid(AdmissionLimits.NONE.withConcurrentJobs(1), loops, Duration.ofMinutes(2));
        for (int i = 0; i < 6; i++) {
            grid.submit(spec("known" + i));
            runToItsEnd(grid, loops, "known" + i);
        }
        clock.advance(Duration.ofSeconds(10));
        grid.submit(spec("long"));
        while (grid.status(new JobId("long")).status() != JobStatus.RUNNING) {
            loops.step();
        }
        clock.advance(Duration.ofSeconds(30));

        JobGridException refusal = refused(() -> grid.submit(spec("more")));

        assertThat(refusal.code()).isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT);
        // 90 seconds are left; the range of like jobs begins below their 120, since six of them do not say much.
        assertThat(refusal.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(90));
    }

    private void runToItsEnd(JobGrid grid, SteppedLoops loops, String id) {
        while (!grid.status(new JobId(id)).isTerminal()) {
            loops.step();
            clock.advance(Duration.ofMillis(500));
        }
    }

    @Test
    void jobsAMinuteHoldOverManyGridsAndTheWaitIsTrue() {
        AdmissionLimits three = AdmissionLimits.NONE.withSubmitsPerMinute(3);
        JobGrid one = grid(three);
        JobGrid other = grid(three);
        one.submit(spec("a"));
        other.submitAll(List.of(spec("b"), spec("c")));

        JobGridException fourth = refused(() -> one.submit(spec("d")));

        assertThat(fourth.code()).isEqualTo(ErrorCode.JOB_RATE_LIMITED);
        Duration wait = fourth.retryAfter().orElseThrow();
        clock.advance(wait.minusMillis(1));
        assertThat(refused(() -> one.submit(spec("d"))).code()).isEqualTo(ErrorCode.JOB_RATE_LIMITED);
        clock.advance(Duration.ofMillis(1));
        assertThatCode(() -> other.submit(spec("d"))).doesNotThrowAnyException();
    }

    @Test
    void aFullQueueIsSaturatedForEveryWorkspace() {
        JobGrid grid = grid(AdmissionLimits.NONE.withQueuedJobs(1));
        grid.submit(spec("a"));

        JobGrid neighbour = grid.as(Caller.owner(new WorkspaceId("neighbour")));
        assertThat(refused(() -> neighbour.submit(spec("a"))).code()).isEqualTo(ErrorCode.QUEUE_SATURATED);
    }

    @Test
    void anImageThatIsNotAllowedIsRefusedAndTheEstimateSaysSo() {
        JobGrid grid = grid(AdmissionLimits.NONE.withImages("registry.example.com/*:*-gpu", "acme/lib:1"));

        JobGridException refusal = refused(() -> grid.submit(spec("a")));
        Estimate estimate = grid.estimate(spec("a"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal).hasMessageContaining("acme/app:1-gpu");
        assertThat(estimate.screening().canSubmit()).isFalse();
        assertThatCode(() -> grid.submit(JobSpec.builder("job", "registry.example.com/a/b:2-gpu", WorkloadType.BATCH)
                        .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void maintenanceTakesNoJobsOnAnyGridAndReadingGoesOn() {
        JobGrid one = grid(AdmissionLimits.NONE);
        JobGrid other = grid(AdmissionLimits.NONE);
        one.submit(spec("a"));
        // So that the other grid has just seen that it is open.
        other.submit(spec("c"));
        one.operations().maintenance().close(GridPart.JOBS, "moving house, back at noon");
        clock.advance(ASKED_AGAIN);

        JobGridException refusal = refused(() -> other.submit(spec("b")));

        assertThat(refusal.code()).isEqualTo(ErrorCode.MAINTENANCE_ACTIVE);
        assertThat(refusal).hasMessage("moving house, back at noon");
        assertThat(refusal.retryAfter()).isPresent();
        assertThat(other.status(new JobId("a")).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(other.estimate(spec("b")).screening().canSubmit()).isTrue();
        assertThatCode(() -> other.cancel(new JobId("a"), "still works")).doesNotThrowAnyException();

        other.operations().maintenance().open(GridPart.JOBS);
        clock.advance(ASKED_AGAIN);
        assertThatCode(() -> one.submit(spec("b"))).doesNotThrowAnyException();
    }

    @Test
    void whatIsClosedIsAskedAgainByTheClockOfTheGrid() {
        JobGrid grid = grid(AdmissionLimits.NONE);
        grid.submit(spec("a"));
        storage.admission().close(GridPart.JOBS, "closed by another process");

        assertThatCode(() -> grid.submit(spec("b"))).doesNotThrowAnyException();
        clock.advance(ASKED_AGAIN);

        assertThat(refused(() -> grid.submit(spec("c"))).code()).isEqualTo(ErrorCode.MAINTENANCE_ACTIVE);
    }

    @Test
    void aPartIsClosedByItself() {
        JobGrid grid = grid(AdmissionLimits.NONE);
        JobInput.InputFile file = new JobInput.InputFile("a.txt", "text/plain", InputKind.INPUT);
        grid.operations().maintenance().close(GridPart.INPUTS, "the disk is full");

        assertThat(refused(() -> grid.inputs().create(file)).code()).isEqualTo(ErrorCode.JOB_INPUTS_UNAVAILABLE);
        assertThatCode(() -> grid.submit(spec("a"))).doesNotThrowAnyException();
        assertThat(grid.inputs().list()).isEmpty();
    }

    @Test
    void aGridThatIsClosedSaysWhatIsWrong() {
        JobGrid grid = grid(AdmissionLimits.NONE);
        assertThat(grid.operations().health()).extracting(HealthCheck::healthy).containsOnly(true);

        grid.close();

        assertThat(grid.operations().health()).contains(new HealthCheck("store", false, "the grid is closed"));
    }
}
