package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.JobStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.OTHER;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.SPEC;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.cancel;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.query;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.queued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists of jobs are read by pages, the newest first. */
interface JobPageContract {
    /** The store that the tests use. */
    JobStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    @Test
    default void pagesOfAnySizeHaveNeitherGapNorRepeat() {
        Random random = new Random(3);
        List<Job> created = createdAtFewMoments(60, random);
        for (int size : new int[] {1, 2, 7, 59, 60, 61, 101}) {
            assertThat(pages(Optional.empty(), size, () -> {})).isEqualTo(created);
        }
    }

    @Test
    default void pagesAreStableWhileJobsAreAdded() {
        List<Job> created = createdAtFewMoments(30, new Random(4));
        int[] added = {0};

        List<Job> read = pages(
                Optional.empty(),
                4,
                () -> jobs().create(List.of(queued("later-" + added[0]++, NOW.plus(Duration.ofDays(1))))));

        assertThat(read).isEqualTo(created);
    }

    @Test
    default void pagesAreFilteredByWorkspaceAndStatus() {
        Random random = new Random(5);
        List<Job> created = createdAtFewMoments(30, random);
        jobs().create(List.of(JobHistory.created(new JobRef(OTHER, new JobId("job-1")), SPEC, NOW)));
        List<Job> expected = new ArrayList<>();
        for (Job job : created) {
            boolean ends = random.nextBoolean();
            if (ends) {
                jobs().apply(cancel(job, NOW.plusSeconds(60)));
                expected.add(jobs().find(job.ref()).orElseThrow());
            }
        }

        assertThat(pages(Optional.of(JobStatus.CANCELLED), 3, () -> {})).isEqualTo(expected);
        assertThat(pages(Optional.of(JobStatus.QUEUED), 3, () -> {})).hasSize(30 - expected.size());
        assertThat(jobs().list(query(Optional.of(JobStatus.COMPLETED), 10))).isEmpty();
    }

    @Test
    default void pagesAreFilteredByAge() {
        List<Job> created = createdAtFewMoments(12, new Random(6));
        jobs().apply(cancel(created.get(3), NOW.plusSeconds(60)));
        List<Instant> moments = new ArrayList<>(List.of(Instant.MIN, Instant.EPOCH, Instant.MAX));
        for (long nanos = 0; nanos < 6_000; nanos += 500) {
            moments.add(NOW.plusNanos(nanos));
        }
        for (Instant since : moments) {
            List<JobId> expected = created.stream()
                    .filter(job -> !job.state().times().created().isBefore(since))
                    .map(Job::id)
                    .toList();
            for (int size : new int[] {1, 4, 100}) {
                assertThat(pages(Optional.empty(), Optional.of(since), size, () -> {}))
                        .extracting(Job::id)
                        .isEqualTo(expected);
            }
            assertThat(pages(Optional.of(JobStatus.QUEUED), Optional.of(since), 4, () -> {}))
                    .extracting(Job::id)
                    .isEqualTo(expected.stream()
                            .filter(id -> !id.equals(created.get(3).id()))
                            .toList());
        }
        Cursor oldest = new Cursor(NOW, new JobId("z"));
        assertThat(jobs().list(new JobQuery(
                        WorkspaceId.DEFAULT,
                        Optional.empty(),
                        Optional.of(NOW.plusNanos(1_000)),
                        Optional.of(oldest),
                        10)))
                .isEmpty();
    }

    private List<Job> createdAtFewMoments(int count, Random random) {
        List<NewJob> news = IntStream.range(0, count)
                .mapToObj(i -> queued((i % 2 == 0 ? "Job." : "job_") + i, NOW.plusNanos(random.nextInt(5) * 1000L)))
                .toList();
        jobs().create(news);
        return news.stream()
                .map(NewJob::job)
                .sorted(Comparator.comparing((Job job) -> job.state().times().created())
                        .thenComparing(job -> job.id().value())
                        .reversed())
                .toList();
    }

    private List<Job> pages(Optional<JobStatus> status, int size, Runnable between) {
        return pages(status, Optional.empty(), size, between);
    }

    private List<Job> pages(Optional<JobStatus> status, Optional<Instant> since, int size, Runnable between) {
        List<Job> read = new ArrayList<>();
        List<Job> page = jobs().list(new JobQuery(WorkspaceId.DEFAULT, status, since, Optional.empty(), size));
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(size);
            read.addAll(page);
            between.run();
            Job last = page.get(page.size() - 1);
            Cursor after = new Cursor(last.state().times().created(), last.id());
            page = jobs().list(new JobQuery(WorkspaceId.DEFAULT, status, since, Optional.of(after), size));
        }
        return read;
    }
}
