package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.STEP;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.FleetNode.Gpu;
import dev.jobgrid.monitor.KnownNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The fleet as callers see it: nodes, their state, and who holds their GPUs, but nothing of other workspaces. */
interface FleetContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private static Gpu gpu(boolean held, Optional<String> job) {
        return new Gpu("NVIDIA L4", 24L << 30, true, held, job.map(JobId::new), job.map(id -> "demo"));
    }

    private static FleetNode node(Gpu... gpus) {
        return new FleetNode("scripted", "node-1", KnownNode.State.ACCEPTING, "", List.of(gpus));
    }

    @Test
    default void theFleetHasTheNodesOfLiveGridsWithTheirGpus() {
        Gpu free = gpu(false, Optional.empty());

        await().untilAsserted(() -> assertThat(grid().fleet()).containsExactly(node(free, free)));
    }

    @Test
    default void aHeldGpuNamesTheJobToItsWorkspaceAlone() throws Exception {
        underTest().submit("mine", FOREVER);
        JobGrid other = underTest().as(Caller.owner(new WorkspaceId("other")));
        Gpu free = gpu(false, Optional.empty());

        await().untilAsserted(() ->
                assertThat(grid().fleet()).containsExactly(node(gpu(true, Optional.of("mine")), free)));
        assertThat(other.fleet()).containsExactly(node(gpu(true, Optional.empty()), free));
    }

    @Test
    default void aNodeThatTakesNoJobsSaysWhy() {
        underTest().engine().accept(new NodeName("node-1"), false);

        underTest()
                .hasten(
                        "the node to be closed",
                        STEP,
                        () -> grid().fleet().stream()
                                .anyMatch(node -> node.state() == KnownNode.State.CLOSED
                                        && node.reason().equals("Its executor takes no jobs on it now.")));
    }

    @Test
    default void aNodeInQuarantineSaysSoWithoutTheWordsOfItsEngine() throws Exception {
        underTest().engine().breakNode(new NodeName("node-1"), "no chain by that name for job_7", any -> true);
        underTest().submit("patient", FOREVER);

        underTest()
                .hasten(
                        "the quarantine",
                        STEP,
                        () -> grid().fleet().stream().anyMatch(node -> node.state() == KnownNode.State.CLOSED));
        assertThat(grid().fleet())
                .singleElement()
                .satisfies(
                        node -> assertThat(node.reason()).contains("quarantine").doesNotContain("job_7"));
    }

    @Test
    default void theFleetAndTheQueueAreForReaders() throws Exception {
        JobGrid submitter = underTest().as(new Caller(WorkspaceId.DEFAULT, "ci", Set.of(Scope.JOBS_SUBMIT)));

        assertThat(refusal(submitter::fleet)).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> submitter.queue(1))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(submitter.caller()).isEqualTo(new Caller(WorkspaceId.DEFAULT, "ci", Set.of(Scope.JOBS_SUBMIT)));
    }
}
