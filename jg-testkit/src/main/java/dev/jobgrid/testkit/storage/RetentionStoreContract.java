package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.CallbackChange;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.RetentionStore.Item;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SampleLogLines;
import dev.jobgrid.testkit.SampleSpecs;
import dev.jobgrid.testkit.SampleSpecs.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link RetentionStore}. Extend it and give it a storage. */
public abstract class RetentionStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final WorkspaceId OTHER = new WorkspaceId("other");
    private static final int JOBS = 24;

    /** As a round goes: a job is found once its log and artifacts are gone. */
    private static final List<RetentionPart> ORDER = List.of(
            RetentionPart.LOGS,
            RetentionPart.ARTIFACTS,
            RetentionPart.JOBS,
            RetentionPart.INPUTS,
            RetentionPart.UPLOADS,
            RetentionPart.IDEMPOTENCY_KEYS,
            RetentionPart.AUDIT);

    private Storage storage;
    private RetentionStore retention;

    /** For subclasses. */
    protected RetentionStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        retention = storage.retention();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    /** Everything that belongs to a job. */
    private record Everything(
            Optional<Job> job,
            List<JobEvent> events,
            List<LogLine> log,
            List<Artifact> artifacts,
            Optional<CallbackReport> callback) {
        static Everything of(Storage storage, JobRef ref) {
            return new Everything(
                    storage.jobs().find(ref),
                    storage.jobs().events(ref, 0, 1000),
                    storage.logs().read(ref, LogQuery.after(0, 500)),
                    storage.artifacts().list(ref),
                    storage.callbacks().find(ref));
        }

        static final Everything NOTHING =
                new Everything(Optional.empty(), List.of(), List.of(), List.of(), Optional.empty());
    }

    @Test
    final void nothingThatMayStillBeNeededGoesAndEverythingElseDoes() {
        int gone = 0;
        int kept = 0;
        for (int seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            List<JobRef> refs = someJobs(random, "seed-" + seed + "-");
            Instant before = storage.jobs()
                    .find(refs.get(random.nextInt(JOBS)))
                    .orElseThrow()
                    .state()
                    .times()
                    .updated();
            Map<JobRef, Everything> was = snapshot(refs);

            removeAll(Set.of(RetentionPart.LOGS, RetentionPart.ARTIFACTS, RetentionPart.JOBS), before);

            for (JobRef ref : refs) {
                Everything wasThere = Objects.requireNonNull(was.get(ref));
                boolean stays = mustStay(wasThere, before);
                assertThat(Everything.of(storage, ref))
                        .as(ref + " " + (stays ? "stays" : "goes") + " of seed " + seed)
                        .isEqualTo(stays ? wasThere : Everything.NOTHING);
                gone += stays ? 0 : 1;
                kept += stays ? 1 : 0;
            }
        }
        assertThat(gone).as("some went").isPositive();
        assertThat(kept).as("some stayed").isPositive();
    }

    private Map<JobRef, Everything> snapshot(Collection<JobRef> refs) {
        return refs.stream().collect(Collectors.toMap(ref -> ref, ref -> Everything.of(storage, ref)));
    }

    private boolean mustStay(Everything was, Instant before) {
        Job job = was.job().orElseThrow();
        boolean owed = was.callback()
                .filter(report -> report.delivery().progress().state() == CallbackProgress.State.PENDING)
                .isPresent();
        boolean held = storage.holds().list().stream()
                .anyMatch(hold -> hold.run().job().equals(job.ref()));
        return !job.isTerminal()
                || owed
                || held
                || !job.state().times().updated().isBefore(before);
    }

    /** Jobs of two workspaces, at any point of their lives, with what belongs to them. */
    private List<JobRef> someJobs(Random random, String prefix) {
        List<JobRef> refs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            WorkspaceId workspace = random.nextInt(4) == 0 ? OTHER : WorkspaceId.DEFAULT;
            JobHistory history = JobHistory.draw(new JobRef(workspace, new JobId(prefix + i)), 12, random);
            storage.jobs().create(List.of(history.created()));
            history.transitions()
                    .forEach(change -> assertThat(storage.jobs().apply(change)).isTrue());
            Job job = history.last();
            refs.add(job.ref());
            addWhatItLeaves(job, random);
        }
        for (Allocation hold : storage.holds().list()) {
            if (random.nextInt(4) > 0) {
                storage.holds().release(hold.run(), hold.owner());
            }
        }
        return refs;
    }

    private void addWhatItLeaves(Job job, Random random) {
        RunKey run = new RunKey(job.ref(), 1);
        if (random.nextBoolean()) {
            storage.logs()
                    .append(new LogChunk(run, 0, SampleLogLines.following(0, 1 + random.nextInt(60), random), "p"));
        }
        if (random.nextBoolean()) {
            storage.artifacts().put(List.of(artifact(job.ref(), "a"), artifact(job.ref(), "b")));
        }
        if (random.nextBoolean()) {
            storage.callbacks().find(job.ref()).ifPresent(report -> deliver(report.delivery()));
        }
    }

    private void deliver(CallbackDelivery delivery) {
        storage.callbacks()
                .update(CallbackChange.silent(
                        delivery, delivery.with(delivery.progress().ended(CallbackProgress.State.DELIVERED))));
    }

    private static Artifact artifact(JobRef job, String name) {
        return new Artifact(
                job, new ArtifactId("art_" + name), 1, name, "text/plain", 7, "00".repeat(32), NOW, Optional.of(NOW));
    }

    @Test
    final void aJobGoesOnlyOnceItsLogAndArtifactsAreGone() {
        JobRef ref = over("a").ref();
        storage.logs().append(new LogChunk(new RunKey(ref, 1), 0, SampleLogLines.following(0, 3, new Random(1)), "p"));
        storage.artifacts().put(List.of(artifact(ref, "x")));

        assertThat(expired(RetentionPart.JOBS)).isEmpty();
        assertThat(retention.remove(RetentionPart.JOBS, later(), List.of(item(ref))))
                .isEmpty();
        assertThat(expired(RetentionPart.LOGS))
                .singleElement()
                .satisfies(log -> assertThat(log.bytes()).isPositive());
        assertThat(expired(RetentionPart.ARTIFACTS))
                .singleElement()
                .satisfies(files -> assertThat(files.bytes()).isEqualTo(7));

        removeAll(Set.of(RetentionPart.LOGS), later());
        assertThat(expired(RetentionPart.JOBS)).isEmpty();
        assertThat(storage.logs().read(ref, LogQuery.after(0, 10))).isEmpty();
        assertThat(storage.logs().end(ref).lastEntryId())
                .as("how far the log went")
                .isEqualTo(3);
        removeAll(Set.of(RetentionPart.ARTIFACTS), later());

        assertThat(expired(RetentionPart.JOBS)).extracting(Item::id).containsExactly("a");
    }

    @Test
    final void aLongLogGoesWhole() {
        JobRef ref = over("a").ref();
        for (int i = 0; i < 130; i++) {
            storage.logs()
                    .append(new LogChunk(new RunKey(ref, 1), i, SampleLogLines.following(i, 1, new Random(i)), "p"));
        }

        assertThat(retention.remove(RetentionPart.LOGS, later(), List.of(item(ref))))
                .hasSize(1);

        assertThat(expired(RetentionPart.LOGS)).isEmpty();
        assertThat(storage.logs().read(ref, LogQuery.after(0, 10))).isEmpty();
    }

    @Test
    final void whatIsGoneIsNotSaidToGoAgain() {
        Item item = item(over("a").ref());

        assertThat(retention.remove(RetentionPart.JOBS, later(), List.of(item))).containsExactly(item);
        assertThat(retention.remove(RetentionPart.JOBS, later(), List.of(item))).isEmpty();
    }

    @Test
    final void severalThatRemoveAtOnceRemoveEachOnce() throws Exception {
        for (int i = 0; i < 40; i++) {
            over("job-" + i);
        }
        List<Item> all = expired(RetentionPart.JOBS);

        List<Integer> removed = Together.on(
                4, i -> retention.remove(RetentionPart.JOBS, later(), all).size());

        assertThat(removed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
        assertThat(storage.jobs().find(new JobRef(WorkspaceId.DEFAULT, new JobId("job-7"))))
                .isEmpty();
    }

    @Test
    final void everythingIsFoundPageByPage() {
        for (int i = 0; i < 130; i++) {
            over("job-" + i);
        }
        NewJob elsewhere = JobHistory.created(new JobRef(OTHER, new JobId("x")), spec(List.of()), NOW);
        storage.jobs().create(List.of(elsewhere));
        finish(elsewhere.job());

        assertThat(expired(RetentionPart.JOBS)).hasSize(131).doesNotHaveDuplicates();
    }

    @Test
    final void anInputThatALiveJobNamesStays() {
        input("inp_used");
        input("inp_script");
        input("inp_over");
        input("inp_free");
        storage.jobs().create(List.of(job("live", List.of("inp_used"), List.of("inp_script"))));
        NewJob ended = job("ended", List.of("inp_over"), List.of());
        storage.jobs().create(List.of(ended));
        finish(ended.job());

        removeAll(Set.of(RetentionPart.INPUTS), later());

        assertThat(storage.inputs().find(WorkspaceId.DEFAULT, new InputId("inp_used")))
                .isPresent();
        assertThat(storage.inputs().find(WorkspaceId.DEFAULT, new InputId("inp_script")))
                .isPresent();
        assertThat(storage.inputs().find(WorkspaceId.DEFAULT, new InputId("inp_over")))
                .isEmpty();
        assertThat(storage.inputs().find(WorkspaceId.DEFAULT, new InputId("inp_free")))
                .isEmpty();
    }

    @Test
    final void anInputThatIsUsedMeanwhileStaysOrIsSaidToBeGone() {
        JobInput input = input("inp_1");
        List<Item> found = expired(RetentionPart.INPUTS);
        assertThat(storage.inputs().use(WorkspaceId.DEFAULT, Set.of(input.id()), later()))
                .isTrue();

        assertThat(retention.remove(RetentionPart.INPUTS, later(), found)).isEmpty();

        assertThat(storage.inputs().find(WorkspaceId.DEFAULT, input.id())).contains(input);
        removeAll(Set.of(RetentionPart.INPUTS), later().plusSeconds(1));
        assertThat(storage.inputs().use(WorkspaceId.DEFAULT, Set.of(input.id()), later()))
                .isFalse();
    }

    @Test
    final void slotsGoOnceTheyAreGivenUp() {
        JobInput open = slot("inp_open");
        input("inp_done");

        assertThat(expired(RetentionPart.UPLOADS, open.expires())).isEmpty();
        removeAll(Set.of(RetentionPart.UPLOADS), open.expires().plusMillis(1));

        assertThat(storage.inputs().list(WorkspaceId.DEFAULT, 10))
                .extracting(JobInput::id)
                .containsExactly(new InputId("inp_done"));
    }

    @Test
    final void keysGoOnceTheirTimeIsOver() {
        NewJob plain = job("a", List.of(), List.of());
        NewJob keyed = new NewJob(
                plain.job(),
                plain.events(),
                plain.reservation(),
                Optional.of(new NewJob.IdempotencyKey("key", NOW, NOW.plusSeconds(60))));
        storage.jobs().create(List.of(keyed));

        assertThat(expired(RetentionPart.IDEMPOTENCY_KEYS, NOW.plusSeconds(60))).isEmpty();
        removeAll(Set.of(RetentionPart.IDEMPOTENCY_KEYS), NOW.plusSeconds(61));

        assertThat(storage.jobs().findByKey(WorkspaceId.DEFAULT, "key", NOW)).isEmpty();
        assertThat(storage.jobs().find(plain.job().ref())).isPresent();
    }

    @Test
    final void whatHappenedToKeysGoesAndTheKeysStay() {
        ApiKey key = new ApiKey(
                new KeyId("key_1"),
                WorkspaceId.DEFAULT,
                "ci",
                "00".repeat(32),
                "jg_ab",
                Set.of(),
                List.of(),
                NOW,
                Optional.empty(),
                Optional.empty());
        storage.apiKeys().create(key);

        removeAll(Set.of(RetentionPart.AUDIT), NOW);
        assertThat(storage.apiKeys().audit(WorkspaceId.DEFAULT, 10)).hasSize(1);
        removeAll(Set.of(RetentionPart.AUDIT), later());

        assertThat(storage.apiKeys().audit(WorkspaceId.DEFAULT, 10)).isEmpty();
        assertThat(storage.apiKeys().list(WorkspaceId.DEFAULT)).containsExactly(key);
    }

    @Test
    final void sizesAreToldByTheHour() {
        JobRef ref = over("a").ref();
        storage.artifacts().put(List.of(artifact(ref, "x"), artifact(ref, "y")));
        input("inp_1");
        Instant hour = Instant.parse("2026-03-01T12:00:00Z");

        assertThat(retention.sizes(RetentionPart.ARTIFACTS)).isEqualTo(Map.of(hour, 14L));
        assertThat(retention.sizes(RetentionPart.JOBS)).isEqualTo(Map.of(hour, 1L));
        assertThat(retention.sizes(RetentionPart.INPUTS)).isEqualTo(Map.of(hour, 3L));
        assertThat(retention.sizes(RetentionPart.LOGS)).isEmpty();
        assertThat(retention.sizes(RetentionPart.AUDIT)).isEmpty();
    }

    @Test
    final void oneOfManyBeginsARound() throws Exception {
        List<Boolean> begun = Together.on(8, i -> retention.begin("rows", Duration.ofDays(1)));

        assertThat(begun).containsOnlyOnce(true);
        assertThat(retention.begin("rows", Duration.ofDays(1))).isFalse();
        assertThat(retention.begin("others", Duration.ZERO)).isTrue();
        assertThat(retention.begin("others", Duration.ZERO)).isTrue();
    }

    private static Instant later() {
        return NOW.plus(Duration.ofDays(10));
    }

    private List<Item> expired(RetentionPart part) {
        return expired(part, later());
    }

    private List<Item> expired(RetentionPart part, Instant before) {
        List<Item> all = new ArrayList<>();
        Optional<Item> after = Optional.empty();
        do {
            RetentionStore.Page page = retention.expired(new RetentionStore.Query(part, before, after));
            all.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    private void removeAll(Set<RetentionPart> parts, Instant before) {
        for (RetentionPart part : ORDER) {
            if (parts.contains(part)) {
                List<Item> found = expired(part, before);
                assertThat(retention.remove(part, before, found)).isEqualTo(found);
            }
        }
    }

    private static Item item(JobRef ref) {
        return new Item(ref.workspace(), ref.id().value(), NOW, 0);
    }

    private Job over(String id) {
        NewJob fresh = job(id, List.of(), List.of());
        storage.jobs().create(List.of(fresh));
        return finish(fresh.job());
    }

    private Job finish(Job job) {
        Transition end = Transition.of(job, Trigger.CANCEL, NOW.plusSeconds(1))
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
        assertThat(storage.jobs().apply(end)).isTrue();
        return end.after();
    }

    private static NewJob job(String id, List<String> inputs, List<String> scripts) {
        return JobHistory.created(
                new JobRef(WorkspaceId.DEFAULT, new JobId(id)),
                spec(List.of()).toBuilder()
                        .files(new JobFiles(
                                inputs.stream().map(InputId::new).toList(),
                                scripts.stream().map(InputId::new).toList(),
                                List.of()))
                        .build(),
                NOW);
    }

    private static JobSpec spec(List<Part> parts) {
        EnumSet<Part> some = EnumSet.noneOf(Part.class);
        some.addAll(parts);
        return SampleSpecs.of(some, new Random(0));
    }

    private JobInput slot(String id) {
        JobInput slot = new JobInput(
                WorkspaceId.DEFAULT,
                new InputId(id),
                new JobInput.InputFile("data.txt", "text/plain", InputKind.INPUT),
                InputStatus.PENDING,
                Optional.empty(),
                "00".repeat(32),
                NOW,
                NOW.plusSeconds(900));
        storage.inputs().create(slot);
        return slot;
    }

    private JobInput input(String id) {
        JobInput slot = slot(id);
        JobInput received = slot.received(new JobInput.Content(3, "00".repeat(32), "inputs/default/" + id + "/1"));
        JobInput done = received.uploaded(received.file());
        storage.inputs().update(slot, received);
        storage.inputs().update(received, done);
        return done;
    }
}
