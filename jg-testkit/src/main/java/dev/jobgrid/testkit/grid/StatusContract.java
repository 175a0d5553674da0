package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.LONG;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The status of a job, lists of jobs, and the state of the grid itself. */
interface StatusContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    @Test
    default void aHandlePrintsItsId() {
        assertThat(underTest().submit("printed", FOREVER)).hasToString("printed");
    }

    @Test
    default void awaitingAHandleTimesOut() {
        JobHandle handle = underTest().submit("waiting", FOREVER);

        assertThatThrownBy(() -> handle.await(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
    }

    @Test
    default void pagesOfJobsHaveNoGapsAndNoRepeats() {
        grid().submitAll(IntStream.range(0, 25)
                .mapToObj(i -> spec("page" + i).build())
                .toList());
        List<String> seen = new ArrayList<>();
        Optional<JobQuery.Cursor> cursor = Optional.empty();
        do {
            JobPage page = grid().list(Optional.empty(), cursor, 10);
            page.jobs().forEach(job -> seen.add(job.id().value()));
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(25)
                        .map(i -> "page" + i)
                        .toList());
    }

    @Test
    default void listsAreFilteredByStatusNameAndAge() {
        grid().submit(spec("old").name("Train one").build());
        underTest().clock().advance(LONG);
        grid().submit(spec("new").name("train & two").build());
        underTest().script("else", FOREVER);
        grid().submit(spec("else").name("index").build());
        grid().cancel(new JobId("else"), "");
        Instant created = grid().status(new JobId("new")).state().times().created();

        assertThat(listed(named("TRAIN"))).containsExactly("new", "old");
        assertThat(listed(named("n & t"))).containsExactly("new");
        assertThat(listed(named("%"))).isEmpty();
        assertThat(listed(JobFilter.builder().name("train").since(created).build()))
                .containsExactly("new");
        assertThat(listed(JobFilter.builder().since(created).build())).containsExactlyInAnyOrder("new", "else");
        assertThat(listed(JobFilter.builder().since(created.plus(LONG)).build()))
                .isEmpty();
        assertThat(listed(JobFilter.builder()
                        .status(JobStatus.CANCELLED)
                        .name("in")
                        .build()))
                .containsExactly("else");
        assertThat(refusal(() -> listed(named("n".repeat(129))))).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    default void listsAreSearchedForWhatAJobIs() throws Exception {
        grid().submit(spec("plain").build()).await(SOON);
        grid().submit(spec("mine")
                        .image("acme/serve:2")
                        .gpu(GpuRequest.builder().type("L4").build())
                        .metadata(new Metadata(Map.of("team", "a & b", "epoch", 3, "final", true)))
                        .build())
                .await(SOON);
        Job failed =
                underTest().submit("fails", RunScript.prints("oh").exiting(3)).await(SOON);
        Instant created = failed.state().times().created();

        assertThat(listed(JobFilter.builder().image("SERVE").build())).containsExactly("mine");
        assertThat(listed(JobFilter.builder().gpu("l4").build())).hasSize(3);
        assertThat(listed(JobFilter.builder().gpu("h100").build())).isEmpty();
        assertThat(listed(JobFilter.builder().node("node-1").image("/").build()))
                .hasSize(3);
        assertThat(listed(JobFilter.builder().node("node").build())).isEmpty();
        assertThat(listed(JobFilter.builder().cause(Cause.NON_ZERO_EXIT).build()))
                .containsExactly("fails");
        assertThat(listed(JobFilter.builder().cause(Cause.TIMED_OUT).build())).isEmpty();
        assertThat(listed(JobFilter.builder().template("none").build())).isEmpty();
        assertThat(listed(JobFilter.builder().retried(true).build())).isEmpty();
        assertThat(listed(JobFilter.builder().retried(false).build())).hasSize(3);
        assertThat(listed(JobFilter.builder()
                        .metadata("team", "a & b")
                        .metadata("epoch", "3")
                        .build()))
                .containsExactly("mine");
        assertThat(listed(JobFilter.builder().metadata("final", "false").build()))
                .isEmpty();
        assertThat(listed(JobFilter.builder().until(created).build())).doesNotContain("fails");
        assertThat(listed(JobFilter.builder().until(created.plusMillis(1)).build()))
                .contains("fails");
        assertThat(refusal(
                        () -> listed(JobFilter.builder().image("i".repeat(256)).build())))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    default void aJobSaysWhoSubmittedAndWhoCancelledIt() throws Exception {
        JobGrid ada = underTest().as(new Caller(WorkspaceId.DEFAULT, "ada", EnumSet.allOf(Scope.class)));
        JobGrid bob = underTest().as(new Caller(WorkspaceId.DEFAULT, "bob", EnumSet.allOf(Scope.class)));
        underTest().script("hers", FOREVER);
        ada.submit(spec("hers").build());
        bob.submit(spec("his").build());
        bob.cancel(new JobId("hers"), "");

        assertThat(grid().status(new JobId("hers")).state().submittedBy()).isEqualTo("ada");
        assertThat(listed(JobFilter.builder().submitter("bob").build())).containsExactly("his");
        assertThat(grid().events(new JobId("hers")))
                .filteredOn(event -> !event.by().isEmpty())
                .extracting(JobEvent::type, JobEvent::by)
                .containsExactly(tuple("job.submitted", "ada"), tuple("job.cancelled", "bob"));
    }

    private static JobFilter named(String part) {
        return JobFilter.builder().name(part).build();
    }

    private List<String> listed(JobFilter filter) {
        return grid().list(filter, Optional.empty(), 10).jobs().stream()
                .map(job -> job.id().value())
                .toList();
    }

    @Test
    default void pagesOfANameHaveNoGapsAndNoRepeats() {
        grid().submitAll(IntStream.range(0, 25)
                .mapToObj(i ->
                        spec("page" + i).name(i % 3 == 0 ? "third" : "other").build())
                .toList());
        List<String> seen = new ArrayList<>();
        Optional<JobQuery.Cursor> cursor = Optional.empty();
        do {
            JobPage page = grid().list(named("third"), cursor, 4);
            page.jobs().forEach(job -> seen.add(job.id().value()));
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(Stream.iterate(0, i -> i + 3)
                        .limit(9)
                        .map(i -> "page" + i)
                        .toList());
    }

    @Test
    default void closingTwiceIsAllowedAndAClosedGridIsNotHealthy() {
        assertThat(grid().isHealthy()).isTrue();
        grid().close();
        grid().close();
        assertThat(grid().isHealthy()).isFalse();
    }
}
