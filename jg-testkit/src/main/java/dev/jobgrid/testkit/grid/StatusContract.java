package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import java.time.Duration;
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
    default void closingTwiceIsAllowedAndAClosedGridIsNotHealthy() {
        assertThat(grid().isHealthy()).isTrue();
        grid().close();
        grid().close();
        assertThat(grid().isHealthy()).isFalse();
    }
}
