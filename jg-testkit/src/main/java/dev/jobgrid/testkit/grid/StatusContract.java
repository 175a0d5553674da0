package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.LONG;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        assertThat(listed(new JobFilter(Optional.empty(), Optional.of("train"), Optional.of(created))))
                .containsExactly("new");
        assertThat(listed(new JobFilter(Optional.empty(), Optional.empty(), Optional.of(created))))
                .containsExactlyInAnyOrder("new", "else");
        assertThat(listed(new JobFilter(Optional.empty(), Optional.empty(), Optional.of(created.plus(LONG)))))
                .isEmpty();
        assertThat(listed(new JobFilter(Optional.of(JobStatus.CANCELLED), Optional.of("in"), Optional.empty())))
                .containsExactly("else");
        assertThat(refusal(() -> listed(named("n".repeat(129))))).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private static JobFilter named(String part) {
        return new JobFilter(Optional.empty(), Optional.of(part), Optional.empty());
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
