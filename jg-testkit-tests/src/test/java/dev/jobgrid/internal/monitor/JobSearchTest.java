package dev.jobgrid.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobSearchTest {
    private static final Instant NOW = Instant.parse("2026-06-11T12:00:00Z");

    private final MemoryStorage storage = new MemoryStorage();

    private void create(int number, String name) {
        JobSpec spec = JobSpec.builder(name, "acme/cuda:1", WorkloadType.BATCH).build();
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId("job-" + number));
        storage.jobs().create(List.of(JobHistory.created(ref, spec, NOW.plusSeconds(number))));
    }

    private JobPage search(Optional<JobQuery.Cursor> after) {
        JobFilter filter = JobFilter.builder().name("wanted").build();
        return new JobSearch(storage.jobs(), WorkspaceId.DEFAULT, filter, after, 10).page();
    }

    @Test
    void aPageLooksAtABoundedNumberOfJobsAndTheNextOneGoesOnThere() {
        create(0, "wanted, but long ago");
        IntStream.rangeClosed(1, JobFilter.MAX_SEARCHED).forEach(number -> create(number, "other"));

        JobPage first = search(Optional.empty());
        assertThat(first.jobs()).isEmpty();
        assertThat(first.searchedTo()).contains(NOW.plusSeconds(1));
        JobPage second = search(first.next());
        assertThat(second.jobs()).extracting(job -> job.id().value()).containsExactly("job-0");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void aFullPageEndsAtItsLastJob() {
        IntStream.range(0, 10).forEach(number -> create(number, "wanted"));
        assertThat(search(Optional.empty()).next()).isEmpty();
        create(10, "wanted");
        create(11, "other");

        JobPage first = search(Optional.empty());
        assertThat(first.jobs()).hasSize(10);
        JobPage second = search(first.next());
        assertThat(second.jobs()).extracting(job -> job.id().value()).containsExactly("job-0");
        assertThat(second.next()).isEmpty();
    }
}
