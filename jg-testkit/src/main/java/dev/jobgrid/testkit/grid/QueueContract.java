package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.STEP;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.RoutePreferences;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue as callers see it: their own jobs in the order of their turns, and others' as numbers. */
interface QueueContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    /** Both GPUs are held by jobs of the default workspace. */
    private void fill() {
        List<JobHandle> running =
                List.of(underTest().submit("run-1", FOREVER), underTest().submit("run-2", FOREVER));
        await().until(() -> running.stream().allMatch(job -> job.status().status() == JobStatus.RUNNING));
    }

    private static List<String> ids(QueuePage page) {
        return page.jobs().stream().map(job -> job.id().value()).toList();
    }

    @Test
    default void anEmptyQueueHasNoJobs() {
        assertThat(grid().queue(10)).isEqualTo(new QueuePage(List.of(), 10, 0));
    }

    @Test
    default void jobsOfOthersAreCountedBeforeOnesOwn() throws Exception {
        fill();
        JobGrid other = underTest().as(Caller.owner(new WorkspaceId("other")));
        for (String id : List.of("q-1", "q-2", "q-3")) {
            grid().submit(spec(id).build());
        }
        other.submit(spec("x-1").build());
        other.submit(spec("x-2").build());

        QueuePage own = grid().queue(10);
        assertThat(ids(own)).containsExactly("q-1", "q-2", "q-3");
        // The other workspace holds nothing, so that its jobs come first.
        assertThat(own.jobs()).extracting(QueuedJob::before).containsExactly(2L, 3L, 4L);
        assertThat(own.total()).isEqualTo(5);
        QueuePage others = other.queue(10);
        assertThat(ids(others)).containsExactly("x-1", "x-2");
        assertThat(others.jobs()).extracting(QueuedJob::before).containsExactly(0L, 1L);
        assertThat(others.total()).isEqualTo(5);
    }

    @Test
    default void aQueuedJobSaysWhatItNeedsAndWhatItWaitsFor() {
        fill();
        GpuRequest gpu = GpuRequest.builder()
                .type("L4")
                .count(2)
                .model(ModelSize.ofGigabytes(7.5))
                .build();
        grid().submit(spec("large").name("train").gpu(gpu).build());

        underTest()
                .hasten(
                        "the job to get its reason",
                        STEP,
                        () -> grid().queue(10).jobs().get(0).reason().contains("busy"));
        assertThat(grid().queue(10).jobs()).singleElement().satisfies(job -> {
            assertThat(job.name()).isEqualTo("train");
            assertThat(job.gpus()).isEqualTo(2);
            assertThat(job.gpu().type()).hasValue("L4");
            assertThat(job.gpu().model()).isEqualTo(ModelSize.ofGigabytes(7.5));
            assertThat(job.queued())
                    .isEqualTo(grid().status(job.id()).state().times().queued().orElseThrow());
        });
    }

    @Test
    default void theLimitCutsTheListAndPriorityMovesAJobForward() {
        fill();
        grid().submit(spec("q-1").build());
        grid().submit(spec("q-2").build());
        RoutePreferences urgent =
                RoutePreferences.builder().latencyPriority(Level.HIGH).build();
        grid().submit(spec("urgent").route(urgent).build());

        assertThat(ids(grid().queue(10))).containsExactly("urgent", "q-1", "q-2");
        assertThat(ids(grid().queue(2))).containsExactly("urgent", "q-1");
        assertThat(grid().queue(2).total()).isEqualTo(3);
        assertThat(ids(grid().queue(0))).containsExactly("urgent");
    }
}
