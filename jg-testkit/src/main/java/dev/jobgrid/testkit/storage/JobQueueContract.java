package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.JobStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.OTHER;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.SPEC;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.cancel;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.queued;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Queued jobs are read by lanes and turns; placed ones are active. */
interface JobQueueContract {
    /** The store that the tests use. */
    JobStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    private List<Job> queue(Instant now) {
        return underTest().queue(now);
    }

    private List<QueuedLane> heads(Instant now, int lanes, int perLane) {
        return underTest().heads(now, lanes, perLane);
    }

    private Job apply(Transition transition) {
        return underTest().apply(transition);
    }

    @Test
    default void aLaneIsReadByTurnsAndThenByIds() {
        List<NewJob> news = IntStream.range(0, 20)
                .mapToObj(i -> queued("job-" + i, NOW.plusMillis((i * 7) % 10)))
                .toList();
        jobs().create(news);
        List<Job> expected = news.stream()
                .map(NewJob::job)
                .sorted(Comparator.comparing((Job job) -> job.turn().at())
                        .thenComparing(job -> job.id().value()))
                .toList();

        assertThat(queue(NOW)).isEqualTo(expected);
        assertThat(heads(NOW, 10, 5).get(0).jobs()).isEqualTo(expected.subList(0, 5));
    }

    @Test
    default void anUrgentJobIsReadBeforeOneSubmittedALittleEarlier() {
        JobSpec urgent = SPEC.toBuilder()
                .route(RoutePreferences.builder().latencyPriority(Level.HIGH).build())
                .build();
        // Beside its own lane: the order that a lane keeps is that of turns, not that of hand-ins.
        JobSpec same = urgent.toBuilder().build();
        Instant later = NOW.plus(QueueKey.HEAD_START).plusSeconds(1);
        jobs().create(List.of(
                JobHistory.created(ref("b"), same, later), JobHistory.created(ref("a"), urgent, NOW.plusSeconds(5))));

        assertThat(queue(later)).extracting(Job::ref).containsExactly(ref("a"), ref("b"));
        assertThat(jobs().find(ref("a")).orElseThrow().turn().at()).isBefore(NOW);
    }

    @Test
    default void aLaneHoldsTheJobsOfOneWorkspaceThatAskForTheSame() {
        JobSpec large =
                SPEC.toBuilder().gpu(GpuRequest.builder().count(8).build()).build();
        jobs().create(List.of(
                queued("a", NOW),
                queued("b", NOW.plusSeconds(1)),
                JobHistory.created(ref("c"), large, NOW),
                JobHistory.created(new JobRef(OTHER, new JobId("d")), SPEC, NOW)));

        List<QueuedLane> lanes = heads(NOW, 10, 10);

        assertThat(lanes)
                .extracting(lane -> lane.jobs().stream().map(Job::ref).toList())
                .containsExactlyInAnyOrder(
                        List.of(ref("a"), ref("b")), List.of(ref("c")), List.of(new JobRef(OTHER, new JobId("d"))));
        for (QueuedLane lane : lanes) {
            Job first = lane.jobs().get(0);
            assertThat(lane.lane())
                    .isEqualTo(new Lane(first.ref().workspace(), first.turn().shape()));
        }
    }

    @Test
    default void lanesOfAWorkspaceCanBeReadFromAnyOneOn() {
        List<WorkspaceId> workspaces = Stream.of("W0", "w", "w-", "w-1", "w.1", "w1")
                .map(WorkspaceId::new)
                .toList();
        for (int i = 0; i < 4 * workspaces.size(); i++) {
            WorkspaceId workspace = workspaces.get(i % workspaces.size());
            JobSpec spec = SPEC.toBuilder()
                    .gpu(GpuRequest.builder().count(1 + i).build())
                    .build();
            jobs().create(List.of(JobHistory.created(new JobRef(workspace, new JobId("j" + i)), spec, NOW)));
        }
        List<QueuedLane> all = heads(NOW, 100, 10);
        assertThat(all.stream().map(lane -> lane.lane().workspace()).distinct()).isEqualTo(workspaces);

        for (int perLane : new int[] {1, 3, 10}) {
            boolean isCut = perLane == 1;
            List<QueuedLane> expected = all.stream()
                    .map(lane -> new QueuedLane(lane.lane(), lane.jobs(), isCut))
                    .toList();
            assertThat(heads(NOW, 100, perLane)).isEqualTo(expected);
            assertThat(heads(NOW, 7, perLane)).isEqualTo(expected.subList(0, 7));
        }
        for (WorkspaceId workspace : workspaces) {
            List<QueuedLane> own = all.stream()
                    .filter(lane -> lane.lane().workspace().equals(workspace))
                    .toList();
            assertThat(headsOf(workspace, Optional.empty(), 100)).hasSize(4).isEqualTo(own);
            for (int i = 0; i < own.size(); i++) {
                Optional<String> from = Optional.of(own.get(i).lane().shape());
                assertThat(headsOf(workspace, from, 100)).isEqualTo(own.subList(i, own.size()));
                assertThat(headsOf(workspace, from, 1)).isEqualTo(own.subList(i, i + 1));
            }
        }
        assertThat(headsOf(new WorkspaceId("v"), Optional.empty(), 100)).isEmpty();
    }

    private List<QueuedLane> headsOf(WorkspaceId workspace, Optional<String> shape, int lanes) {
        return jobs().queued(new QueueQuery(NOW, lanes, 3, Optional.of(new QueueQuery.From(workspace, shape))));
    }

    @Test
    default void aLaneCanBeReadFromAJobOnWhetherThatIsQueuedOrNot() {
        List<NewJob> news = IntStream.range(0, 20)
                .mapToObj(i -> queued("job-" + i, NOW.plusMillis((i * 7) % 10)))
                .toList();
        jobs().create(news);
        JobSpec large =
                SPEC.toBuilder().gpu(GpuRequest.builder().count(8).build()).build();
        jobs().create(List.of(
                JobHistory.created(ref("large"), large, NOW),
                JobHistory.created(new JobRef(OTHER, new JobId("job-7")), SPEC, NOW)));
        List<Job> lane = heads(NOW, 10, 30).stream()
                .map(QueuedLane::jobs)
                .filter(jobs -> jobs.size() == news.size())
                .findFirst()
                .orElseThrow();

        for (int i = 0; i < lane.size(); i++) {
            assertThat(startingAt(lane.get(i), 30)).isEqualTo(lane.subList(i, lane.size()));
            assertThat(startingAt(lane.get(i), 1)).containsExactly(lane.get(i));
        }
        apply(assign(lane.get(3), NOW));
        assertThat(startingAt(lane.get(3), 2)).isEqualTo(lane.subList(4, 6));
        apply(cancel(lane.get(19), NOW));
        assertThat(startingAt(lane.get(19), 2)).isEmpty();
    }

    private List<Job> startingAt(Job job, int max) {
        List<QueuedLane> lanes = jobs().queued(QueueQuery.startingAt(job, NOW, max));
        assertThat(lanes).hasSizeLessThan(2);
        lanes.forEach(lane -> assertThat(lane.lane())
                .isEqualTo(new Lane(job.ref().workspace(), job.turn().shape())));
        return lanes.stream().flatMap(lane -> lane.jobs().stream()).toList();
    }

    @Test
    default void waitingWorkspacesAreReadInTheOrderOfTheirIds() {
        List<WorkspaceId> workspaces = Stream.of("W0", "w", "w-", "w-1", "w.1", "w1")
                .map(WorkspaceId::new)
                .toList();
        for (int i = 0; i < 4 * workspaces.size(); i++) {
            WorkspaceId workspace = workspaces.get(i % workspaces.size());
            jobs().create(List.of(JobHistory.created(new JobRef(workspace, new JobId("j" + i)), SPEC, NOW)));
        }
        jobs().create(List.of(queued("a", NOW)));
        apply(cancel(underTest().find("a"), NOW.plusSeconds(1)));

        for (int max = 1; max < workspaces.size() + 2; max++) {
            for (int from = 0; from < workspaces.size(); from++) {
                List<WorkspaceId> behind = workspaces.subList(from, workspaces.size());
                assertThat(jobs().waiting(from == 0 ? Optional.empty() : Optional.of(workspaces.get(from - 1)), max))
                        .isEqualTo(behind.subList(0, Math.min(max, behind.size())));
            }
        }
        assertThat(jobs().waiting(Optional.of(new WorkspaceId("w1")), 1)).isEmpty();
    }

    @Test
    default void theQueueHoldsQueuedJobsOfAllWorkspaces() {
        JobRef there = new JobRef(OTHER, new JobId("b"));
        jobs().create(List.of(
                queued("a", NOW),
                JobHistory.created(there, SPEC, NOW.plusSeconds(1)),
                queued("c", NOW.plusSeconds(2))));
        jobs().apply(cancel(jobs().find(ref("a")).orElseThrow(), NOW.plusSeconds(3)));
        jobs().apply(assign(jobs().find(ref("c")).orElseThrow(), NOW.plusSeconds(3)));

        assertThat(queue(NOW)).extracting(Job::ref).containsExactly(there);
        assertThat(jobs().active()).extracting(Job::ref).containsExactly(ref("c"));
    }

    @Test
    default void aRequeuedJobIsNotReadBeforeItMayBeRetried() {
        jobs().create(List.of(queued("a", NOW)));
        Job job = requeued(jobs().find(ref("a")).orElseThrow(), NOW.plusSeconds(30));

        assertThat(queue(NOW.plusSeconds(30).minusNanos(1000))).isEmpty();
        assertThat(queue(NOW.plusSeconds(30))).containsExactly(job);
        assertThat(jobs().active()).isEmpty();
    }

    @Test
    default void aRequeueByAClockThatWasAheadDelaysNoJob() {
        jobs().create(List.of(queued("a", NOW)));
        Job job = requeued(jobs().find(ref("a")).orElseThrow(), NOW.plusSeconds(30));

        assertThat(queue(NOW.minusSeconds(60))).isEmpty();
        assertThat(queue(NOW.minusSeconds(61))).containsExactly(job);
        // Whatever else is due: its clock may have been set back since.
        QueueQuery dueLater = QueueQuery.all(NOW.minusSeconds(61), 1, 1).withDueBy(NOW.plusSeconds(29));
        assertThat(jobs().queued(dueLater)).flatExtracting(QueuedLane::jobs).containsExactly(job);
    }

    @Test
    default void jobsThatMayNotBeRetriedYetTakeNoPlaceInThePage() {
        jobs().create(List.of(queued("a", NOW), queued("b", NOW.plusSeconds(5))));
        requeued(jobs().find(ref("a")).orElseThrow(), NOW.plusSeconds(30));

        assertThat(heads(NOW.plusSeconds(10), 1, 1))
                .flatExtracting(QueuedLane::jobs)
                .extracting(Job::ref)
                .containsExactly(ref("b"));
    }

    @Test
    default void assignedAndRunningJobsAreActive() {
        jobs().create(List.of(queued("a", NOW), queued("b", NOW), queued("c", NOW), queued("d", NOW)));
        apply(assign(jobs().find(ref("a")).orElseThrow(), NOW));
        Job running = apply(start(apply(assign(jobs().find(ref("b")).orElseThrow(), NOW))));
        Job over = apply(start(apply(assign(jobs().find(ref("c")).orElseThrow(), NOW))));
        apply(cancel(over, NOW));

        assertThat(jobs().active())
                .containsExactlyInAnyOrder(jobs().find(ref("a")).orElseThrow(), running);
    }

    @Test
    default void aLargeSpecIsAbridgedForTheQueueAndWholeForAllOthers() {
        JobSpec large = SPEC.toBuilder()
                .environment(new Environment(Map.of("TOKEN", "s3cret".repeat(1_000))))
                .metadata(new Metadata(Map.of("note", "x".repeat(1_000))))
                .files(JobFiles.NONE.mounts("data"))
                .callback(CallbackTarget.of("https://example.com/done"))
                .build();
        Job job = JobHistory.created(ref("large"), large, NOW).job();
        jobs().create(List.of(JobHistory.created(ref("large"), large, NOW), queued("small", NOW)));

        Job found = queue(NOW).stream()
                .filter(of -> of.id().equals(job.id()))
                .findFirst()
                .orElseThrow();
        assertThat(found).isEqualTo(job.abridged());
        assertThat(found.isAbridged()).isTrue();
        assertThat(found.turn()).isEqualTo(job.turn());
        assertThat(found.spec().environment()).isEqualTo(Environment.EMPTY);
        assertThat(found.spec().callback()).isEqualTo(large.callback());
        Job assigned = apply(assign(found, NOW));

        assertThat(jobs().active()).containsExactly(assigned);
        Job whole = new Job(job.ref(), large, assigned.state());
        assertThat(jobs().find(job.ref())).contains(whole);
        assertThat(jobs().findAsync(job.ref()).toCompletableFuture().join()).contains(whole);
        assertThat(jobs().list(JobStoreUnderTest.query(Optional.empty(), 10))).contains(whole);
        NewJob withKey = JobStoreUnderTest.withKey(JobHistory.created(ref("keyed"), large, NOW), "key");
        jobs().create(List.of(withKey));
        assertThat(jobs().findByKey(WorkspaceId.DEFAULT, "key", NOW)).contains(withKey.job());
        assertThat(jobs().create(List.of(withKey)))
                .containsExactly(new Creation(withKey.job(), Creation.Found.SAME_KEY));
        assertThat(jobs().create(List.of(JobHistory.created(job.ref(), large, NOW))))
                .containsExactly(new Creation(whole, Creation.Found.SAME_ID));
    }

    private Job requeued(Job job, Instant notBefore) {
        Job assigned = apply(assign(job, NOW));
        return apply(Transition.of(assigned, Trigger.REQUEUE, NOW)
                .phase(ExecutionPhase.QUEUED)
                .attempt(assigned.attempt().givenUp(notBefore))
                .build());
    }
}
