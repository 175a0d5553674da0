package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.NewJob.IdempotencyKey;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SampleSpecs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link JobStore}. Extend it and give it a storage. */
public abstract class JobStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final WorkspaceId OTHER = new WorkspaceId("other");
    private static final JobSpec SPEC =
            JobSpec.builder("contract", "acme/train:1", WorkloadType.TRAINING).build();

    private static final Found[] OF_REFUSED = {Found.BATCH_REJECTED, Found.SAME_ID};

    private Storage storage;
    private JobStore jobs;

    /** For subclasses. */
    protected JobStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        jobs = storage.jobs();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void aJobIsFoundAsItWasCreated() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            NewJob created = JobHistory.created(ref("job-" + i), SampleSpecs.any(random), NOW);

            assertThat(jobs.create(List.of(created))).containsExactly(new Creation(created.job(), Found.CREATED));

            Job found = jobs.find(created.job().ref()).orElseThrow();
            assertThat(found).isEqualTo(created.job());
            assertThat(jobs.events(found.ref(), 0, 100)).isEqualTo(created.events());
            assertThat(List.copyOf(found.spec().metadata().values().keySet()))
                    .as("metadata keeps the client's order")
                    .isEqualTo(
                            List.copyOf(created.job().spec().metadata().values().keySet()));
        }
    }

    @Test
    final void whoDoesNotWaitIsToldTheSame() throws Exception {
        List<CompletableFuture<List<Creation>>> told = new ArrayList<>();
        List<NewJob> created = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            created.add(JobHistory.created(ref("job-" + i), SPEC, NOW));
            told.add(jobs.createAsync(List.of(created.get(i))).toCompletableFuture());
        }

        for (int i = 0; i < 100; i++) {
            Job job = created.get(i).job();
            assertThat(told.get(i).get(20, TimeUnit.SECONDS)).containsExactly(new Creation(job, Found.CREATED));
            assertThat(jobs.findAsync(job.ref()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .contains(job);
        }
        assertThat(jobs.createAsync(List.of(created.get(7)))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .containsExactly(new Creation(created.get(7).job(), Found.SAME_ID));
        assertThat(jobs.createAsync(List.of()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEmpty();
        assertThat(jobs.findAsync(ref("nobody")).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    final void secretsAreKept() {
        JobSpec spec = SPEC.toBuilder()
                .environment(new Environment(Map.of("TOKEN", "s3cret")))
                .callback(new CallbackTarget(
                        "https://example.com/hook?sig=s3cret", Optional.of(new Secret("s3cret")), Map.of("a", "b")))
                .build();

        jobs.create(List.of(JobHistory.created(ref("secret"), spec, NOW)));

        JobSpec found = jobs.find(ref("secret")).orElseThrow().spec();
        assertThat(found.callback()).isEqualTo(spec.callback());
        assertThat(found.callback().orElseThrow().authToken().orElseThrow().value())
                .isEqualTo("s3cret");
        assertThat(found.environment().values()).containsExactly(Map.entry("TOKEN", "s3cret"));
    }

    @Test
    final void aJobOfAnotherWorkspaceIsAnotherJob() {
        NewJob here = JobHistory.created(ref("same"), SPEC, NOW);
        NewJob there = JobHistory.created(new JobRef(OTHER, new JobId("same")), SPEC, NOW.plusSeconds(1));

        assertThat(found(jobs.create(List.of(here, there)))).containsExactly(Found.CREATED, Found.CREATED);

        assertThat(jobs.find(here.job().ref())).contains(here.job());
        assertThat(jobs.find(there.job().ref())).contains(there.job());
        assertThat(jobs.find(ref("nobody"))).isEmpty();
        assertThat(jobs.events(ref("nobody"), 0, 10)).isEmpty();
    }

    @Test
    final void idsThatDifferInCaseAloneAreTwoJobs() {
        List<Creation> creations =
                jobs.create(List.of(queued("Job-a", NOW), queued("job-A", NOW), queued("job-a", NOW)));

        assertThat(found(creations)).containsOnly(Found.CREATED);
    }

    @Test
    final void anIdThatIsTakenStoresNothingAndDoesNotStopTheOthers() {
        NewJob first = queued("a", NOW);
        jobs.create(List.of(first));
        NewJob again = withKey(queued("a", NOW.plusSeconds(5)), "fresh-key");
        NewJob other = queued("b", NOW);

        assertThat(jobs.create(List.of(again, other)))
                .containsExactly(new Creation(first.job(), Found.SAME_ID), new Creation(other.job(), Found.CREATED));

        assertThat(jobs.find(ref("a"))).contains(first.job());
        assertThat(jobs.events(ref("a"), 0, 100)).isEqualTo(first.events());
        assertThat(found(jobs.create(List.of(withKey(queued("c", NOW), "fresh-key")))))
                .as("the key of a job that was not stored is still free")
                .containsExactly(Found.CREATED);
    }

    @Test
    final void anIdThatIsTakenGivesTheJobAsItStandsNow() {
        jobs.create(List.of(queued("a", NOW)));
        Transition assigned = assign(jobs.find(ref("a")).orElseThrow(), NOW.plusSeconds(1));
        jobs.apply(assigned);

        assertThat(jobs.create(List.of(queued("a", NOW))))
                .containsExactly(new Creation(assigned.after(), Found.SAME_ID));
    }

    @Test
    final void aKeyThatIsUsedFindsItsJob() {
        NewJob first = withKey(queued("a", NOW), "key");
        jobs.create(List.of(first));

        assertThat(jobs.create(List.of(withKey(queued("b", NOW), "key"))))
                .containsExactly(new Creation(first.job(), Found.SAME_KEY));

        assertThat(jobs.find(ref("b"))).isEmpty();
        assertThat(jobs.events(ref("b"), 0, 10)).isEmpty();
        assertThat(storage.ledger().find(ref("b"))).isEmpty();
    }

    @Test
    final void theKeyIsLookedAtBeforeTheId() {
        NewJob first = withKey(queued("a", NOW), "key");
        jobs.create(List.of(first, queued("b", NOW)));

        assertThat(jobs.create(List.of(first))).containsExactly(new Creation(first.job(), Found.SAME_KEY));
        assertThat(jobs.create(List.of(withKey(queued("b", NOW), "key"))))
                .containsExactly(new Creation(first.job(), Found.SAME_KEY));
    }

    @Test
    final void aKeyBelongsToItsWorkspace() {
        NewJob there = withKey(JobHistory.created(new JobRef(OTHER, new JobId("b")), SPEC, NOW), "key");

        assertThat(found(jobs.create(List.of(withKey(queued("a", NOW), "key"), there))))
                .containsExactly(Found.CREATED, Found.CREATED);
    }

    @Test
    final void aKeyCanBeUsedAnewFromItsExpiryOn() {
        jobs.create(List.of(withKey(queued("a", NOW), "key")));
        Instant expiry = NOW.plus(Duration.ofHours(24));
        NewJob early = queued("b", NOW);
        NewJob late = queued("c", NOW);

        assertThat(found(jobs.create(List.of(withKey(early, "key", expiry.minusMillis(1))))))
                .containsExactly(Found.SAME_KEY);
        assertThat(found(jobs.create(List.of(withKey(late, "key", expiry))))).containsExactly(Found.CREATED);
        assertThat(jobs.create(List.of(withKey(queued("d", NOW), "key", expiry.plusSeconds(1)))))
                .containsExactly(new Creation(late.job(), Found.SAME_KEY));
    }

    @Test
    final void aKeyIsFoundUntilItsExpiry() {
        NewJob first = withKey(queued("a", NOW), "key");
        jobs.create(List.of(first, queued("b", NOW)));
        Instant expiry = NOW.plus(Duration.ofHours(24));

        assertThat(jobs.findByKey(WorkspaceId.DEFAULT, "key", NOW)).contains(first.job());
        assertThat(jobs.findByKey(WorkspaceId.DEFAULT, "key", expiry.minusMillis(1)))
                .contains(first.job());
        assertThat(jobs.findByKey(WorkspaceId.DEFAULT, "key", expiry)).isEmpty();
        assertThat(jobs.findByKey(WorkspaceId.DEFAULT, "other", NOW)).isEmpty();
        assertThat(jobs.findByKey(OTHER, "key", NOW)).isEmpty();
    }

    @Test
    final void duplicatesInOneCallAreSeen() {
        NewJob first = withKey(queued("a", NOW), "key");
        NewJob sameKey = withKey(queued("b", NOW), "key");
        NewJob sameId = queued("a", NOW.plusSeconds(1));

        assertThat(jobs.create(List.of(first, sameKey, sameId, queued("b", NOW))))
                .containsExactly(
                        new Creation(first.job(), Found.CREATED),
                        new Creation(first.job(), Found.SAME_KEY),
                        new Creation(first.job(), Found.SAME_ID),
                        new Creation(queued("b", NOW).job(), Found.CREATED));

        assertThat(jobs.find(ref("a"))).contains(first.job());
        assertThat(jobs.events(ref("a"), 0, 100)).isEqualTo(first.events());
    }

    @Test
    final void anIdOfAnotherDraftKeepsOutTheWholeList() {
        NewJob taken = queued("b", NOW);
        NewJob known = queued("d", NOW);
        jobs.create(List.of(taken, known));
        NewJob fresh = withKey(queued("a", NOW), "key");
        NewJob last = queued("e", NOW);

        assertThat(jobs.create(List.of(fresh, other("b"), known, last)))
                .containsExactly(
                        Creation.leftOut(fresh.job()),
                        new Creation(taken.job(), Found.SAME_ID),
                        new Creation(known.job(), Found.SAME_ID),
                        Creation.leftOut(last.job()));

        assertThat(jobs.find(ref("b"))).contains(taken.job());
        assertNothingIsThereOf("a");
        assertNothingIsThereOf("e");
        assertThat(jobs.findByKey(WorkspaceId.DEFAULT, "key", NOW)).isEmpty();
        assertThat(found(jobs.create(List.of(fresh, last))))
                .as("what was left out can be handed in again")
                .containsOnly(Found.CREATED);
    }

    @Test
    final void aKeyOfAnotherDraftKeepsOutTheWholeList() {
        NewJob taken = withKey(queued("b", NOW), "key");
        jobs.create(List.of(taken));

        assertThat(found(jobs.create(List.of(queued("a", NOW), withKey(other("c"), "key")))))
                .containsExactly(Found.BATCH_REJECTED, Found.SAME_KEY);

        assertNothingIsThereOf("a");
        assertNothingIsThereOf("c");
    }

    @Test
    final void twoDraftsOfOneIdKeepOutTheWholeList() {
        NewJob twice = queued("a", NOW);

        assertThat(found(jobs.create(List.of(twice, twice, other("a"), queued("b", NOW)))))
                .containsExactly(Found.BATCH_REJECTED, Found.BATCH_REJECTED, Found.SAME_ID, Found.BATCH_REJECTED);

        assertNothingIsThereOf("a");
        assertNothingIsThereOf("b");
    }

    @Test
    final void listsThatShareAnIdAreStoredWholeOrNotAtAllHoweverManyCreateAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            String shared = "shared-" + round + "-";
            List<List<Found>> found = Together.on(12, i -> found(jobs.create(list(shared, i))));

            List<String> stored = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                boolean isWhole = !found.get(i).contains(Found.BATCH_REJECTED);
                assertThat(found.get(i)).containsOnly(isWhole ? new Found[] {Found.CREATED} : OF_REFUSED);
                for (NewJob job : list(shared, i)) {
                    boolean isThere = jobs.find(job.job().ref())
                            .filter(there -> there.spec().equals(job.job().spec()))
                            .isPresent();
                    assertThat(isThere).as("%s of list %s", job.job().id(), i).isEqualTo(isWhole);
                }
                if (isWhole) {
                    stored.add("list " + i);
                }
            }
            // Every third has the id to itself, and of those that share one, one comes first.
            assertThat(stored).hasSize(4 + 1);
        }
    }

    /** A list of five jobs, with the id that others want in the middle, or without. */
    private static List<NewJob> list(String shared, int number) {
        JobSpec spec = SPEC.toBuilder().name("list " + number).build();
        return IntStream.range(0, 5)
                .mapToObj(i -> i == 2 && number % 3 > 0 ? shared : shared + number + "-" + i)
                .map(id -> JobHistory.created(ref(id), spec, NOW))
                .toList();
    }

    private static NewJob other(String id) {
        return JobHistory.created(ref(id), SPEC.toBuilder().name("another").build(), NOW);
    }

    private void assertNothingIsThereOf(String id) {
        assertThat(jobs.find(ref(id))).isEmpty();
        assertThat(jobs.events(ref(id), 0, 10)).isEmpty();
        assertThat(storage.ledger().find(ref(id))).isEmpty();
    }

    @Test
    final void manyJobsAreCreatedInOneCall() {
        List<NewJob> news =
                IntStream.range(0, 500).mapToObj(i -> queued("job-" + i, NOW)).toList();

        assertThat(jobs.create(news))
                .extracting(Creation::job)
                .isEqualTo(news.stream().map(NewJob::job).toList());

        assertThat(queue(NOW)).hasSize(500);
        assertThat(jobs.create(List.of())).isEmpty();
    }

    @Test
    final void oneOfManyThatCreateTheSameIdWins() throws Exception {
        NewJob created = queued("contended", NOW);

        List<Creation> creations =
                Together.on(16, i -> jobs.create(List.of(created)).get(0));

        assertThat(found(creations)).containsOnlyOnce(Found.CREATED).contains(Found.SAME_ID);
        assertThat(creations).extracting(Creation::job).containsOnly(created.job());
        assertThat(jobs.events(ref("contended"), 0, 100)).isEqualTo(created.events());
    }

    @Test
    final void oneOfManyThatUseTheSameKeyWins() throws Exception {
        List<Creation> creations = Together.on(
                16,
                i -> jobs.create(List.of(withKey(queued("job-" + i, NOW), "key")))
                        .get(0));

        assertThat(found(creations)).containsOnlyOnce(Found.CREATED).contains(Found.SAME_KEY);
        assertThat(creations)
                .extracting(Creation::job)
                .containsOnly(creations.get(0).job());
        assertThat(jobs.list(query(Optional.empty(), 100))).hasSize(1);
    }

    @Test
    final void everyoneThatCreatesManyJobsInAnotherOrderIsAnswered() throws Exception {
        List<NewJob> news = IntStream.range(0, 20)
                .mapToObj(i -> withKey(queued("job-" + i, NOW), "key-" + i))
                .toList();

        List<List<Creation>> answers = Together.on(8, i -> {
            List<NewJob> shuffled = new ArrayList<>(news);
            Collections.shuffle(shuffled, new Random(i));
            return jobs.create(shuffled);
        });

        assertThat(answers.stream().flatMap(List::stream).filter(c -> c.found() == Found.CREATED))
                .hasSize(20);
        assertThat(jobs.list(query(Optional.empty(), 100))).hasSize(20);
    }

    @Test
    final void everyChangeIsFoundAsItWasApplied() {
        Random random = new Random(2);
        for (int i = 0; i < 40; i++) {
            JobHistory history = JobHistory.draw(ref("job-" + i), 12, random);
            jobs.create(List.of(history.created()));
            List<JobEvent> events = new ArrayList<>(history.created().events());
            for (Transition transition : history.transitions()) {
                assertThat(jobs.apply(transition)).isTrue();
                events.addAll(transition.events());
                assertThat(jobs.find(transition.after().ref())).contains(transition.after());
            }
            assertThat(jobs.events(history.last().ref(), 0, 1000)).isEqualTo(events);
        }
    }

    @Test
    final void aChangeBuiltFromAnOldVersionWritesNothing() {
        NewJob created = queued("a", NOW);
        jobs.create(List.of(created));
        Transition won = assign(created.job(), NOW.plusSeconds(1));
        Transition lost = cancel(created.job(), NOW.plusSeconds(2));
        assertThat(jobs.apply(won)).isTrue();

        assertThat(jobs.apply(lost)).isFalse();
        assertThat(jobs.apply(won)).as("nor the same one again").isFalse();

        assertThat(jobs.find(ref("a"))).contains(won.after());
        assertThat(jobs.events(ref("a"), 0, 100))
                .isEqualTo(Stream.concat(created.events().stream(), won.events().stream())
                        .toList());
        assertThat(storage.ledger().find(ref("a")).orElseThrow().isOpen()).isTrue();
    }

    @Test
    final void aChangeOfAJobThatDoesNotExistWritesNothing() {
        Transition lost = cancel(queued("nobody", NOW).job(), NOW);

        assertThat(jobs.apply(lost)).isFalse();

        assertThat(jobs.find(ref("nobody"))).isEmpty();
        assertThat(jobs.events(ref("nobody"), 0, 100)).isEmpty();
    }

    @Test
    final void oneOfManyThatChangeAVersionWins() throws Exception {
        Job job = queued("contended", NOW).job();
        jobs.create(List.of(queued("contended", NOW)));

        List<Long> won = Together.on(16, i -> {
            long wins = 0;
            for (int n = 0; n < 20; n++) {
                Job before = jobs.find(job.ref()).orElseThrow();
                Transition change = Transition.of(before, NOW.plusSeconds(n))
                        .event("job.note", "Note", "by thread " + i)
                        .build();
                wins += jobs.apply(change) ? 1 : 0;
            }
            return wins;
        });

        long wins = won.stream().mapToLong(Long::longValue).sum();
        Job after = jobs.find(job.ref()).orElseThrow();
        assertThat(wins).isPositive();
        assertThat(after.state().version()).isEqualTo(job.state().version() + wins);
        assertThat(sequences(jobs.events(job.ref(), 0, 1000))).isEqualTo(tens(2 + wins));
    }

    @Test
    final void eventsAreReadInOrderAfterASequence() {
        Job job = queued("a", NOW).job();
        jobs.create(List.of(queued("a", NOW), queued("b", NOW)));
        Transition.Builder change = Transition.of(job, NOW);
        IntStream.range(0, 98).forEach(i -> change.event("job.note", "Note", "number " + i));
        jobs.apply(change.build());

        for (int size : new int[] {1, 7, 99, 100, 101}) {
            List<Long> read = new ArrayList<>();
            List<JobEvent> page = jobs.events(ref("a"), 0, size);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(size);
                read.addAll(sequences(page));
                page = jobs.events(ref("a"), read.get(read.size() - 1), size);
            }
            assertThat(read).isEqualTo(tens(100));
        }
    }

    @Test
    final void pagesOfAnySizeHaveNeitherGapNorRepeat() {
        Random random = new Random(3);
        List<Job> created = createdAtFewMoments(60, random);
        for (int size : new int[] {1, 2, 7, 59, 60, 61, 101}) {
            assertThat(pages(Optional.empty(), size, () -> {})).isEqualTo(created);
        }
    }

    @Test
    final void pagesStayAsTheyAreWhileJobsAreAdded() {
        List<Job> created = createdAtFewMoments(30, new Random(4));
        int[] added = {0};

        List<Job> read = pages(
                Optional.empty(),
                4,
                () -> jobs.create(List.of(queued("later-" + added[0]++, NOW.plus(Duration.ofDays(1))))));

        assertThat(read).isEqualTo(created);
    }

    @Test
    final void aPageHoldsTheAskedWorkspaceAndStatusAlone() {
        Random random = new Random(5);
        List<Job> created = createdAtFewMoments(30, random);
        jobs.create(List.of(JobHistory.created(new JobRef(OTHER, new JobId("job-1")), SPEC, NOW)));
        List<Job> expected = new ArrayList<>();
        for (Job job : created) {
            boolean ends = random.nextBoolean();
            if (ends) {
                jobs.apply(cancel(job, NOW.plusSeconds(60)));
                expected.add(jobs.find(job.ref()).orElseThrow());
            }
        }

        assertThat(pages(Optional.of(JobStatus.CANCELLED), 3, () -> {})).isEqualTo(expected);
        assertThat(pages(Optional.of(JobStatus.QUEUED), 3, () -> {})).hasSize(30 - expected.size());
        assertThat(jobs.list(query(Optional.of(JobStatus.COMPLETED), 10))).isEmpty();
    }

    @Test
    final void aLaneIsReadByTurnsAndThenByIds() {
        List<NewJob> news = IntStream.range(0, 20)
                .mapToObj(i -> queued("job-" + i, NOW.plusMillis((i * 7) % 10)))
                .toList();
        jobs.create(news);
        List<Job> expected = news.stream()
                .map(NewJob::job)
                .sorted(Comparator.comparing((Job job) -> job.turn().at())
                        .thenComparing(job -> job.id().value()))
                .toList();

        assertThat(queue(NOW)).isEqualTo(expected);
        assertThat(heads(NOW, 10, 5).get(0).jobs()).isEqualTo(expected.subList(0, 5));
    }

    @Test
    final void anUrgentJobIsReadBeforeOneHandedInALittleEarlier() {
        JobSpec urgent = SPEC.toBuilder()
                .route(RoutePreferences.builder().latencyPriority(Level.HIGH).build())
                .build();
        // Beside its own lane: the order that a lane keeps is that of turns, not that of hand-ins.
        JobSpec same = urgent.toBuilder().build();
        Instant later = NOW.plus(QueueKey.HEAD_START).plusSeconds(1);
        jobs.create(List.of(
                JobHistory.created(ref("b"), same, later), JobHistory.created(ref("a"), urgent, NOW.plusSeconds(5))));

        assertThat(queue(later)).extracting(Job::ref).containsExactly(ref("a"), ref("b"));
        assertThat(jobs.find(ref("a")).orElseThrow().turn().at()).isBefore(NOW);
    }

    @Test
    final void aLaneHoldsTheJobsOfOneWorkspaceThatAskForTheSame() {
        JobSpec large =
                SPEC.toBuilder().gpu(GpuRequest.builder().count(8).build()).build();
        jobs.create(List.of(
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
    final void lanesOfAWorkspaceAreReadOnFromAnyOfThem() {
        List<WorkspaceId> workspaces = Stream.of("W0", "w", "w-", "w-1", "w.1", "w1")
                .map(WorkspaceId::new)
                .toList();
        for (int i = 0; i < 4 * workspaces.size(); i++) {
            WorkspaceId workspace = workspaces.get(i % workspaces.size());
            JobSpec spec = SPEC.toBuilder()
                    .gpu(GpuRequest.builder().count(1 + i).build())
                    .build();
            jobs.create(List.of(JobHistory.created(new JobRef(workspace, new JobId("j" + i)), spec, NOW)));
        }
        List<QueuedLane> all = heads(NOW, 100, 10);
        assertThat(all.stream().map(lane -> lane.lane().workspace()).distinct()).isEqualTo(workspaces);

        for (int perLane : new int[] {1, 3, 10}) {
            assertThat(heads(NOW, 100, perLane)).isEqualTo(all);
            assertThat(heads(NOW, 7, perLane)).isEqualTo(all.subList(0, 7));
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
        return jobs.queued(new QueueQuery(NOW, lanes, 3, Optional.of(new QueueQuery.From(workspace, shape))));
    }

    @Test
    final void whoWaitsIsReadByTheIdsOfWorkspaces() {
        List<WorkspaceId> workspaces = Stream.of("W0", "w", "w-", "w-1", "w.1", "w1")
                .map(WorkspaceId::new)
                .toList();
        for (int i = 0; i < 4 * workspaces.size(); i++) {
            WorkspaceId workspace = workspaces.get(i % workspaces.size());
            jobs.create(List.of(JobHistory.created(new JobRef(workspace, new JobId("j" + i)), SPEC, NOW)));
        }
        jobs.create(List.of(queued("a", NOW)));
        apply(cancel(find("a"), NOW.plusSeconds(1)));

        for (int most = 1; most < workspaces.size() + 2; most++) {
            for (int from = 0; from < workspaces.size(); from++) {
                List<WorkspaceId> behind = workspaces.subList(from, workspaces.size());
                assertThat(jobs.waiting(from == 0 ? Optional.empty() : Optional.of(workspaces.get(from - 1)), most))
                        .isEqualTo(behind.subList(0, Math.min(most, behind.size())));
            }
        }
        assertThat(jobs.waiting(Optional.of(new WorkspaceId("w1")), 1)).isEmpty();
    }

    @Test
    final void theQueueHoldsJobsOfAllWorkspacesThatWait() {
        JobRef there = new JobRef(OTHER, new JobId("b"));
        jobs.create(List.of(
                queued("a", NOW),
                JobHistory.created(there, SPEC, NOW.plusSeconds(1)),
                queued("c", NOW.plusSeconds(2))));
        jobs.apply(cancel(jobs.find(ref("a")).orElseThrow(), NOW.plusSeconds(3)));
        jobs.apply(assign(jobs.find(ref("c")).orElseThrow(), NOW.plusSeconds(3)));

        assertThat(queue(NOW)).extracting(Job::ref).containsExactly(there);
        assertThat(jobs.active()).extracting(Job::ref).containsExactly(ref("c"));
    }

    @Test
    final void aRequeuedJobWaitsUntilItMayBeTriedAgain() {
        jobs.create(List.of(queued("a", NOW)));
        Job job = requeued(jobs.find(ref("a")).orElseThrow(), NOW.plusSeconds(30));

        assertThat(queue(NOW.plusSeconds(30).minusNanos(1000))).isEmpty();
        assertThat(queue(NOW.plusSeconds(30))).containsExactly(job);
        assertThat(jobs.active()).isEmpty();
    }

    @Test
    final void aJobThatWasRequeuedByAClockThatWasAheadDoesNotWaitForIt() {
        jobs.create(List.of(queued("a", NOW)));
        Job job = requeued(jobs.find(ref("a")).orElseThrow(), NOW.plusSeconds(30));

        assertThat(queue(NOW.minusSeconds(60))).isEmpty();
        assertThat(queue(NOW.minusSeconds(61))).containsExactly(job);
    }

    @Test
    final void aJobThatMayNotBeTriedYetTakesNoPlaceInThePage() {
        jobs.create(List.of(queued("a", NOW), queued("b", NOW.plusSeconds(5))));
        requeued(jobs.find(ref("a")).orElseThrow(), NOW.plusSeconds(30));

        assertThat(heads(NOW.plusSeconds(10), 1, 1))
                .flatExtracting(QueuedLane::jobs)
                .extracting(Job::ref)
                .containsExactly(ref("b"));
    }

    @Test
    final void assignedAndRunningJobsAreActive() {
        jobs.create(List.of(queued("a", NOW), queued("b", NOW), queued("c", NOW), queued("d", NOW)));
        apply(assign(jobs.find(ref("a")).orElseThrow(), NOW));
        Job running = apply(start(apply(assign(jobs.find(ref("b")).orElseThrow(), NOW))));
        Job over = apply(start(apply(assign(jobs.find(ref("c")).orElseThrow(), NOW))));
        apply(cancel(over, NOW));

        assertThat(jobs.active()).containsExactlyInAnyOrder(jobs.find(ref("a")).orElseThrow(), running);
    }

    @Test
    final void changesAreAppliedTogetherAndOneThatFailsStopsNone() {
        jobs.create(List.of(queued("a", NOW), queued("b", NOW), queued("c", NOW)));
        Transition a = cancel(find("a"), NOW.plusSeconds(1));
        Transition b = assign(find("b"), NOW.plusSeconds(1));
        Transition after = start(b.after());
        Transition c = cancel(find("c"), NOW.plusSeconds(1));

        assertThat(jobs.applyAll(List.of(a, b, a, after, c))).containsExactly(true, true, false, true, true);

        assertThat(find("a")).isEqualTo(a.after());
        assertThat(find("b")).isEqualTo(after.after());
        assertThat(find("c")).isEqualTo(c.after());
        assertThat(jobs.events(ref("b"), 0, 100))
                .endsWith(b.events().get(0), after.events().get(0));
        assertThat(jobs.applyAll(List.of())).isEmpty();
    }

    @Test
    final void changesBuiltOnEachOtherAreStoredOneWithTheOther() {
        jobs.create(List.of(queued("a", NOW), queued("b", NOW)));
        Job assigned = apply(assign(find("a"), NOW.plusSeconds(1)));
        Transition start = start(assigned);
        Transition end = cancel(start.after(), NOW.plusSeconds(2));
        assertThat(jobs.applyAll(List.of(start, end))).containsExactly(true, true);
        assertThat(find("a")).isEqualTo(end.after());
        assertThat(jobs.events(ref("a"), 0, 100))
                .endsWith(start.events().get(0), end.events().get(0));

        Job other = apply(assign(find("b"), NOW.plusSeconds(1)));
        Transition late = start(other);
        Job cancelled = apply(cancel(other, NOW.plusSeconds(2)));
        Transition built = cancel(late.after(), NOW.plusSeconds(3));
        // What it is built on was never stored, although the job has the version that it would have had.
        assertThat(jobs.applyAll(List.of(late, built))).containsExactly(false, false);
        assertThat(jobs.applyAll(List.of(late, start, built))).containsExactly(false, false, false);
        assertThat(find("b")).isEqualTo(cancelled);
    }

    private Job find(String id) {
        return jobs.find(ref(id)).orElseThrow();
    }

    private List<Job> queue(Instant now) {
        return heads(now, 1000, 1000).stream()
                .flatMap(lane -> lane.jobs().stream())
                .toList();
    }

    private List<QueuedLane> heads(Instant now, int lanes, int perLane) {
        return jobs.queued(QueueQuery.all(now, lanes, perLane));
    }

    private Job requeued(Job job, Instant notBefore) {
        Job assigned = apply(assign(job, NOW));
        return apply(Transition.of(assigned, Trigger.REQUEUE, NOW)
                .phase(ExecutionPhase.QUEUED)
                .attempt(assigned.attempt().givenUp(notBefore))
                .build());
    }

    private Job apply(Transition transition) {
        assertThat(jobs.apply(transition)).isTrue();
        return transition.after();
    }

    private List<Job> createdAtFewMoments(int count, Random random) {
        List<NewJob> news = IntStream.range(0, count)
                .mapToObj(i -> queued((i % 2 == 0 ? "Job." : "job_") + i, NOW.plusNanos(random.nextInt(5) * 1000L)))
                .toList();
        jobs.create(news);
        return news.stream()
                .map(NewJob::job)
                .sorted(Comparator.comparing((Job job) -> job.state().times().created())
                        .thenComparing(job -> job.id().value())
                        .reversed())
                .toList();
    }

    private List<Job> pages(Optional<JobStatus> status, int size, Runnable between) {
        List<Job> read = new ArrayList<>();
        List<Job> page = jobs.list(query(status, size));
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(size);
            read.addAll(page);
            between.run();
            Job last = page.get(page.size() - 1);
            Cursor after = new Cursor(last.state().times().created(), last.id());
            page = jobs.list(new JobQuery(WorkspaceId.DEFAULT, status, Optional.of(after), size));
        }
        return read;
    }

    private static JobQuery query(Optional<JobStatus> status, int limit) {
        return new JobQuery(WorkspaceId.DEFAULT, status, Optional.empty(), limit);
    }

    private static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    private static NewJob queued(String id, Instant now) {
        return JobHistory.created(ref(id), SPEC, now);
    }

    private static NewJob withKey(NewJob job, String key) {
        return withKey(job, key, NOW);
    }

    private static NewJob withKey(NewJob job, String key, Instant now) {
        IdempotencyKey idempotency = new IdempotencyKey(key, now, now.plus(Duration.ofHours(24)));
        return new NewJob(job.job(), job.events(), job.reservation(), Optional.of(idempotency));
    }

    private static Transition assign(Job job, Instant now) {
        GpuModel gpu = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        Placement place = new Placement(
                "process",
                new NodeName("beside " + job.ref()),
                List.of("gpu-0"),
                gpu,
                true,
                "",
                Usd.ZERO,
                List.of(),
                "the only one");
        return Transition.of(job, Trigger.ASSIGN, now)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(InstanceId.random(), place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build();
    }

    private static Transition start(Job job) {
        return Transition.of(job, Trigger.START, NOW)
                .phase(ExecutionPhase.WORKLOAD_EXECUTION)
                .event("job.started", "Started", "It runs.")
                .build();
    }

    private static Transition cancel(Job job, Instant now) {
        return Transition.of(job, Trigger.CANCEL, now)
                .reason("no longer wanted")
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }

    private static List<Found> found(List<Creation> creations) {
        return creations.stream().map(Creation::found).toList();
    }

    private static List<Long> sequences(List<JobEvent> events) {
        return events.stream().map(JobEvent::sequence).toList();
    }

    private static List<Long> tens(long count) {
        return Stream.iterate(10L, ten -> ten + 10).limit(count).toList();
    }
}
