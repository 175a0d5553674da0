package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link AdmissionStore}. Extend it and give it a storage. */
public abstract class AdmissionStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final WorkspaceId OTHER = new WorkspaceId("other");
    private static final JobSpec SPEC =
            JobSpec.builder("counted", "acme/app:1", WorkloadType.BATCH).build();

    private Storage storage;
    private AdmissionStore admission;

    /** For subclasses. */
    protected AdmissionStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        admission = storage.admission();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void theCensusCountsWhatIsNotOverToItsBound() {
        for (int i = 0; i < 5; i++) {
            store(WorkspaceId.DEFAULT, "q" + i, NOW.plusSeconds(i));
        }
        end(store(OTHER, "over", NOW.minusSeconds(9)));

        JobCounts census = admission.census(100);

        assertThat(census.jobs()).isEqualTo(Map.of(JobStatus.QUEUED, 5L));
        assertThat(census.oldestQueued()).contains(NOW);
        assertThat(admission.census(3).jobs()).isEqualTo(Map.of(JobStatus.QUEUED, 3L));
        assertThat(admission.queued(100)).isEqualTo(5);
        assertThat(admission.queued(3)).isEqualTo(3);
    }

    @Test
    final void queuedBytesAreThoseOfTheLargeSpecsThatWait() {
        JobSpec large = SPEC.toBuilder()
                .environment(new Environment(Map.of("KEY", "ü".repeat(3_000))))
                .build();
        store(WorkspaceId.DEFAULT, "small", NOW);
        store(OTHER, "other", large, NOW);
        assertThat(admission.queuedBytes(WorkspaceId.DEFAULT)).isZero();

        Job first = store(WorkspaceId.DEFAULT, "a", large, NOW);
        store(WorkspaceId.DEFAULT, "b", large, NOW);

        assertThat(large.largeBytes()).isEqualTo(6_003);
        assertThat(admission.queuedBytes(WorkspaceId.DEFAULT)).isEqualTo(2 * 6_003);
        end(first);
        assertThat(admission.queuedBytes(WorkspaceId.DEFAULT)).isEqualTo(6_003);
    }

    @Test
    final void jobsAtOnceAreLimitedByWorkspaceAndCountBeforeTheyAreStored() {
        AdmissionLimits two = AdmissionLimits.NONE.withConcurrentJobs(2);
        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "a")).isEmpty();
        Job first = store(WorkspaceId.DEFAULT, "a", NOW);
        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "b")).isEmpty();

        Optional<Overload> third = admit(WorkspaceId.DEFAULT, two, NOW, "c");

        assertThat(third).contains(new Overload(ErrorCode.USER_CONCURRENT_LIMIT, 2, Overload.A_WHILE));
        assertThat(admit(OTHER, two, NOW, "c")).isEmpty();
        end(first);
        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "c")).isEmpty();
    }

    @Test
    final void whatWasLetInAndNeverStoredCountsForAMinute() {
        AdmissionLimits one = AdmissionLimits.NONE.withConcurrentJobs(1);
        admit(WorkspaceId.DEFAULT, one, NOW, "a");

        assertThat(admit(WorkspaceId.DEFAULT, one, NOW.plusSeconds(59), "b")).isPresent();
        assertThat(admit(WorkspaceId.DEFAULT, one, NOW.plusSeconds(60), "b")).isEmpty();
    }

    @Test
    final void whatWasLetInByAClockThatIsALittleAheadCounts() {
        AdmissionLimits one = AdmissionLimits.NONE.withConcurrentJobs(1);
        admit(WorkspaceId.DEFAULT, one, NOW.plusMillis(1), "a");

        assertThat(admit(WorkspaceId.DEFAULT, one, NOW, "b")).isPresent();
        assertThat(admit(WorkspaceId.DEFAULT, one, NOW.minusSeconds(50), "b")).isPresent();
    }

    @Test
    final void lookingForRoomTellsWhatAdmitWouldAndTakesNone() {
        AdmissionLimits limits = AdmissionLimits.NONE.withConcurrentJobs(2).withSubmitsPerMinute(2);
        for (int i = 0; i < 3; i++) {
            assertThat(overload(limits, "a", "b")).isEmpty();
        }
        assertThat(overload(limits, "a", "b", "c"))
                .contains(new Overload(ErrorCode.USER_CONCURRENT_LIMIT, 2, Overload.A_WHILE));
        admit(WorkspaceId.DEFAULT, limits, NOW, "a");
        assertThat(overload(limits, "b")).as("one is left").isEmpty();
        assertThat(overload(limits, "b", "c")).isPresent();
        store(WorkspaceId.DEFAULT, "a", NOW);
        assertThat(overload(AdmissionLimits.NONE.withQueuedJobs(1), "b"))
                .contains(new Overload(ErrorCode.QUEUE_SATURATED, 1, Overload.A_WHILE));
    }

    private Optional<Overload> overload(AdmissionLimits limits, String... jobs) {
        return admission.overload(new Admission(
                WorkspaceId.DEFAULT, Stream.of(jobs).map(JobId::new).toList(), limits, NOW));
    }

    @Test
    final void whatIsReleasedCountsNoMore() {
        AdmissionLimits two = AdmissionLimits.NONE.withConcurrentJobs(2);
        admit(WorkspaceId.DEFAULT, two, NOW, "a", "b");
        admit(OTHER, two, NOW, "a", "b");

        admission.release(WorkspaceId.DEFAULT, List.of(new JobId("b"), new JobId("unknown")));

        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "c", "d"))
                .as("'a' still counts")
                .isPresent();
        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "c")).isEmpty();
        assertThat(admit(OTHER, two, NOW, "c"))
                .as("those of another workspace still count")
                .isPresent();
        admission
                .releaseAsync(WorkspaceId.DEFAULT, List.of(new JobId("a"), new JobId("c")))
                .toCompletableFuture()
                .join();
        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "d", "e")).isEmpty();
    }

    @Test
    final void aClockThatWasAheadOnceLocksNobodyOut() {
        AdmissionLimits six = AdmissionLimits.NONE.withSubmitsPerMinute(6).withConcurrentJobs(2);
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW.plus(Duration.ofDays(365)), "a", "b"))
                .isEmpty();

        assertThat(admit(WorkspaceId.DEFAULT, six, NOW, "c").map(Overload::retryAfter))
                .contains(Duration.ofSeconds(10));
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW.plusSeconds(10), "c")).isEmpty();
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW.plusSeconds(11), "d").map(Overload::code))
                .contains(ErrorCode.JOB_RATE_LIMITED);
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW.plusSeconds(20), "d")).isEmpty();
    }

    @Test
    final void submitsAMinuteMayComeAtOnceAndTheWaitIsTrue() {
        AdmissionLimits six = AdmissionLimits.NONE.withSubmitsPerMinute(6);
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW, "a", "b", "c", "d", "e"))
                .isEmpty();
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW, "f")).isEmpty();

        Overload tooMany = admit(WorkspaceId.DEFAULT, six, NOW, "g").orElseThrow();

        assertThat(tooMany.code()).isEqualTo(ErrorCode.JOB_RATE_LIMITED);
        assertThat(tooMany.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW.plusSeconds(9), "g")).isPresent();
        assertThat(admit(WorkspaceId.DEFAULT, six, NOW.plusSeconds(10), "g")).isEmpty();
        assertThat(admit(OTHER, six, NOW, "g")).isEmpty();
    }

    @Test
    final void aFullQueueTakesNobodysJobs() {
        AdmissionLimits two = AdmissionLimits.NONE.withQueuedJobs(2);
        store(OTHER, "a", NOW);
        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "b")).isEmpty();
        Job second = store(WorkspaceId.DEFAULT, "b", NOW);

        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "c").orElseThrow().code())
                .isEqualTo(ErrorCode.QUEUE_SATURATED);
        end(second);
        assertThat(admit(WorkspaceId.DEFAULT, two, NOW, "c")).isEmpty();
    }

    @Test
    final void allAreLetInOrNone() {
        AdmissionLimits limits = AdmissionLimits.NONE.withConcurrentJobs(3).withSubmitsPerMinute(3);

        assertThat(admit(WorkspaceId.DEFAULT, limits, NOW, "a", "b", "c", "d")).isPresent();
        assertThat(admit(WorkspaceId.DEFAULT, limits, NOW, "a", "b", "c")).isEmpty();
    }

    @Test
    final void manyAtOnceNeverPassTheLimit() throws Exception {
        AdmissionLimits limits = AdmissionLimits.NONE.withConcurrentJobs(5);

        List<Boolean> in = Together.on(8, thread -> {
            boolean isIn = admit(WorkspaceId.DEFAULT, limits, NOW, "j" + thread).isEmpty();
            if (isIn) {
                store(WorkspaceId.DEFAULT, "j" + thread, NOW);
            }
            return isIn;
        });

        assertThat(in).filteredOn(isIn -> isIn).hasSize(5);
    }

    @Test
    final void aPartStaysClosedUntilItIsOpened() {
        assertThat(admission.closed()).isEmpty();
        admission.close(GridPart.JOBS, "moving house");
        admission.close(GridPart.JOBS, "back at noon");
        admission.close(GridPart.INPUTS, "disk full");

        assertThat(admission.closed()).isEqualTo(Map.of(GridPart.JOBS, "back at noon", GridPart.INPUTS, "disk full"));
        admission.open(GridPart.JOBS);
        admission.open(GridPart.ARTIFACTS);
        assertThat(admission.closed()).isEqualTo(Map.of(GridPart.INPUTS, "disk full"));
    }

    private Optional<Overload> admit(WorkspaceId workspace, AdmissionLimits limits, Instant now, String... jobs) {
        return admission.admit(
                new Admission(workspace, Stream.of(jobs).map(JobId::new).toList(), limits, now));
    }

    private Job store(WorkspaceId workspace, String id, Instant at) {
        return store(workspace, id, SPEC, at);
    }

    private Job store(WorkspaceId workspace, String id, JobSpec spec, Instant at) {
        NewJob created = JobHistory.created(new JobRef(workspace, new JobId(id)), spec, at);
        storage.jobs().create(List.of(created));
        return created.job();
    }

    private void end(Job job) {
        storage.jobs().apply(Transition.of(job, Trigger.CANCEL, NOW).build());
    }
}
