package dev.jobgrid.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which jobs may be placed without reading the queue. */
class UnreadSubmissionsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobSpec SPEC =
            JobSpec.builder("job", "acme/train:1", WorkloadType.BATCH).build();

    private final UnreadSubmissions unread = new UnreadSubmissions();

    @Test
    void jobsStoredSinceThePollAreOfferedInTheirOrder() {
        add("second", 2);
        add("first", 1);

        assertThat(offered()).containsExactly("first", "second");
    }

    /** The poll has read the queue before the first was stored: the second must not overtake it. */
    @Test
    void noJobIsOfferedBesideOneThatAPollMayHaveMissed() {
        long looks = unread.looks();
        unread.lookBegins();
        unread.add(List.of(job("first", 1)), looks);
        add("second", 2);
        assertThat(offered()).isEmpty();

        unread.lookBegins();
        add("third", 3);
        assertThat(offered()).containsExactly("third");
    }

    @Test
    void manyJobsAreLeftToThePoll() {
        IntStream.rangeClosed(1, 17).forEach(second -> add("job-" + second, second));
        assertThat(offered()).isEmpty();

        assertThat(unread.lookBegins()).containsExactly(WorkspaceId.DEFAULT);
        assertThat(unread.lookBegins()).isEmpty();
    }

    private void add(String id, int second) {
        unread.add(List.of(job(id, second)), unread.looks());
    }

    private List<String> offered() {
        return unread.lanes().stream()
                .flatMap(lane -> lane.jobs().stream())
                .map(job -> job.id().value())
                .toList();
    }

    private static Job job(String id, int second) {
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(id));
        return JobHistory.created(ref, SPEC, NOW.plusSeconds(second)).job();
    }
}
