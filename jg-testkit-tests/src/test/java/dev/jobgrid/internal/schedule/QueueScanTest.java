package dev.jobgrid.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long passes over a long lane may wait for the next one, which reads all lanes, and what a clock set back changes of it. */
class QueueScanTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MAX = Duration.ofMillis(250);
    private static final JobSpec SPEC =
            JobSpec.builder("job", "acme/train:1", WorkloadType.BATCH).build();

    private final MemoryStorage storage = new MemoryStorage(new SettableClock(NOW));
    private final QueueScan scan = new QueueScan(storage.jobs(), new FairShare(), Duration.ofSeconds(1));

    @BeforeEach
    void fillALane() {
        storage.jobs()
                .create(IntStream.range(0, 20)
                        .mapToObj(i -> JobHistory.created(ref("long", "job-" + i), SPEC, NOW))
                        .toList());
    }

    private static JobRef ref(String workspace, String id) {
        return new JobRef(new WorkspaceId(workspace), new JobId(id));
    }

    private List<QueuedLane> readAfter(int millis) {
        Instant now = NOW.plusMillis(millis);
        return scan.read(now, List.of(), Map.of(), now);
    }

    @Test
    void afterAPassThatReadAllLanesNoneIsDue() {
        readAfter(0);

        assertThat(scan.untilDue(NOW, MAX)).isEqualTo(MAX);
        assertThat(scan.isDue(NOW.plusSeconds(1))).isFalse();
    }

    @Test
    void afterAPassThatContinuedTheNextIsDueInTime() {
        readAfter(0);
        readAfter(20);

        assertThat(scan.untilDue(NOW.plusMillis(20), MAX)).isEqualTo(Duration.ofMillis(80));
        assertThat(scan.untilDue(NOW.plusMillis(20), Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
        assertThat(scan.untilDue(NOW.plusMillis(100), MAX)).isZero();
        assertThat(scan.isDue(NOW.plusMillis(99))).isFalse();
        assertThat(scan.isDue(NOW.plusMillis(100))).isTrue();
        // The clock was set back.
        assertThat(scan.isDue(NOW.minusMillis(1))).isTrue();
    }

    /** Else its loop would not wait at all until the grid's peers know it again. */
    @Test
    void aGridThatMayPlaceNothingWaitsAsLongAsAnyAndThenReadsAllLanes() {
        readAfter(0);
        readAfter(20);
        storage.jobs().create(List.of(JobHistory.created(ref("other", "one"), SPEC, NOW)));
        assertThat(readAfter(40)).hasSize(1);

        scan.restart();

        assertThat(scan.untilDue(NOW.plusMillis(100), MAX)).isEqualTo(MAX);
        assertThat(scan.isDue(NOW.plusMillis(100))).isFalse();
        assertThat(readAfter(60)).hasSize(2);
    }

    /** Retries that were due by the clock before it was set back must not hide others. */
    @Test
    void aJobThatWasRequeuedBeforeTheClockWasSetBackIsReadAtOnce() {
        Instant ahead = NOW.plus(Duration.ofHours(10));
        Job job = requeued(ref("other", "one"), ahead, ahead.plusSeconds(10));

        assertThat(scan.read(ahead.plusSeconds(5), List.of(), Map.of(), NOW))
                .flatExtracting(QueuedLane::jobs)
                .contains(job);
    }

    @Test
    void aJobThatWasRequeuedBeforeTheClockWasSetBackIsReadFromManyLanesToo() {
        Instant ahead = NOW.plus(Duration.ofHours(10));
        storage.jobs()
                .create(IntStream.range(0, QueueScan.LANES)
                        .mapToObj(i -> JobHistory.created(ref("workspace-" + i, "job"), SPEC, NOW))
                        .toList());
        Job job = requeued(ref("a", "one"), ahead, ahead.plusSeconds(10));

        assertThat(scan.read(ahead.plusSeconds(5), List.of(job.ref().workspace()), Map.of("node", 1_000), NOW))
                .flatExtracting(QueuedLane::jobs)
                .contains(job);
    }

    private Job requeued(JobRef ref, Instant at, Instant notBefore) {
        storage.jobs().create(List.of(JobHistory.created(ref, SPEC, at)));
        Job queued = storage.jobs().find(ref).orElseThrow();
        Transition requeue = Transition.of(queued, at)
                .attempt(queued.attempt().givenUp(notBefore))
                .build();
        assertThat(storage.jobs().apply(requeue)).isTrue();
        return requeue.after();
    }
}
