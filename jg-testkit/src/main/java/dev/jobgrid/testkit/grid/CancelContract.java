package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.testkit.sim.RunScript;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cancelling a job that runs or waits. */
interface CancelContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private JobHandle submit(String id, RunScript script) {
        return underTest().submit(id, script);
    }

    @Test
    default void aRunningJobIsCancelledAndItsArtifactsAreStored() throws Exception {
        JobHandle handle = submit("cancel", FOREVER.leaving(Map.of("partial.txt", new byte[3])));
        await().until(() -> handle.status().status() == JobStatus.RUNNING);

        Job cancelled = handle.cancel("enough");

        assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(cancelled.state().reason()).isEqualTo("enough");
        await().until(() -> underTest().engine().workloads().isEmpty());
        assertThat(handle.artifacts()).extracting(Artifact::path).containsExactly("partial.txt");
        assertThat(refusal(() -> handle.cancel("again"))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(grid().events(handle.id()))
                .extracting(JobEvent::type)
                .endsWith("job.cancelled", "artifact.collected");
    }

    @Test
    default void aQueuedJobThatIsCancelledNeverStarts() throws Exception {
        submit("first", FOREVER);
        submit("second", FOREVER);
        JobHandle third = submit("third", FOREVER);
        await().untilAsserted(() -> assertThat(third.status().phase()).isEqualTo(ExecutionPhase.WAITING_FOR_CAPACITY));
        third.cancel("");
        grid().job(new JobId("first")).cancel("");

        JobHandle fourth = submit("fourth", RunScript.prints("x"));

        assertThat(fourth.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(underTest().engine().started(grid().status(third.id()).ref()))
                .isEmpty();
    }
}
