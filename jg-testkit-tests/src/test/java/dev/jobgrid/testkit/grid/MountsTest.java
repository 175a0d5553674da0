package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that ask for folders of the hosts. */
class MountsTest {
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final GpuModel H100 =
            new GpuModel("NVIDIA H100", "NVIDIA", "Hopper", GpuClass.DATACENTER, 80L << 30);
    private static final WorkspaceId TEAM = new WorkspaceId("team-a");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private final List<RunRequest> launched = new ArrayList<>();
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final JobGrid grid = grid(
            node("cheap", L4, 100_000),
            node(
                    "data",
                    L4,
                    900_000,
                    HostMount.readOnly("datasets", "/mnt/datasets"),
                    HostMount.writable("scratch", "/mnt/scratch", TEAM)),
            node("large", H100, 5_000_000, HostMount.readOnly("models", "/mnt/models")));

    private JobGrid grid(GpuNode... nodes) {
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(clock, List.of(nodes), run -> {
                    launched.add(run);
                    return RunScript.prints().lasting(Duration.ofMinutes(1));
                }))
                .clock(clock)
                .loops(loops)
                .build();
    }

    @AfterEach
    void close() {
        grid.close();
    }

    private static GpuNode node(String id, GpuModel model, long micros, HostMount... mounts) {
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(micros), false));
        return new GpuNode(
                new NodeName(id),
                "local",
                devices,
                1L << 40,
                true,
                List.of(),
                false,
                List.of(mounts),
                Optional.empty());
    }

    private static JobSpec.Builder spec(String... mounts) {
        return JobSpec.builder("train", "acme/train:cuda12", WorkloadType.BATCH).files(JobFiles.NONE.mounts(mounts));
    }

    private void pass(int seconds) {
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            clock.advance(Duration.ofMillis(100));
            loops.stepAll();
        }
    }

    private NodeName place(JobId job) {
        return grid.status(job).attempt().placement().map(Placement::node).orElseThrow();
    }

    @Test
    void aJobRunsWhereItsMountsAre() {
        JobId plain = grid.submit(spec().build()).id();
        JobId withData = grid.submit(spec("datasets").build()).id();
        pass(2);
        JobId ofTeam =
                grid.as(Caller.owner(TEAM)).submit(spec("scratch").build()).id();
        pass(2);

        assertThat(place(plain)).isEqualTo(new NodeName("cheap"));
        assertThat(place(withData)).isEqualTo(new NodeName("data"));
        assertThat(grid.as(Caller.owner(TEAM)).status(ofTeam).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(launched).extracting(RunRequest::mounts).containsExactlyInAnyOrder(List.of(), List.of("datasets"));
        pass(70);
        assertThat(launched).extracting(RunRequest::mounts).contains(List.of("scratch"));
    }

    @Test
    void aJobThatWaitsForItsMountsHoldsUpNoOther() {
        grid.submit(spec("datasets").build());
        pass(1);
        JobId waiting = grid.submit(spec("datasets").build()).id();
        JobId plain = grid.submit(spec().build()).id();
        pass(2);

        assertThat(grid.status(waiting).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(place(plain)).isEqualTo(new NodeName("cheap"));
    }

    @Test
    void whatNoNodeHasForTheWorkspaceIsRefused() {
        refused(
                spec("dataset"),
                ErrorCode.INVALID_REQUEST,
                "no node that this grid knows has a mount 'dataset' for this"
                        + " workspace; there are datasets, models");
        refused(spec("scratch"), ErrorCode.INVALID_REQUEST, "no node that this grid knows has a mount 'scratch'");
        refused(
                spec("datasets", "models"),
                ErrorCode.CONFLICT,
                "ruled out by mounts (needed a node with datasets, models");
        refused(
                spec("datasets").gpu(GpuRequest.builder().type("H100").build()),
                ErrorCode.CONFLICT,
                "1 offer was ruled out by mounts (needed a node with datasets, found one without");
        refused(spec("/mnt/datasets"), ErrorCode.INVALID_REQUEST, "'/mnt/datasets' names no mount");
        refused(spec("datasets", "datasets"), ErrorCode.INVALID_REQUEST, "'datasets' is named twice");
    }

    private void refused(JobSpec.Builder spec, ErrorCode code, String words) {
        refused(grid, spec, code, words);
    }

    private static void refused(JobGrid grid, JobSpec.Builder spec, ErrorCode code, String words) {
        Estimate foretold = grid.estimate(Draft.of(spec.build()));
        assertThat(foretold.screening().firstError().map(Check::code)).contains(code);
        assertThatThrownBy(() -> grid.submit(spec.build()))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    @Test
    void aReplayIsAnsweredThoughTheMountIsGone() {
        JobSpec taken = spec("datasets").id(new JobId("same")).build();
        grid.submit(taken);

        try (JobGrid other = grid(node("cheap", L4, 100_000))) {
            refused(other, spec("datasets"), ErrorCode.INVALID_REQUEST, "; there are none");
            assertThat(other.submit(taken).id()).isEqualTo(new JobId("same"));
        }
    }
}
