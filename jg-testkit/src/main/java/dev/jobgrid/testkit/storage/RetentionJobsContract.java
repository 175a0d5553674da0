package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.JOBS;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.OTHER;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.artifact;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.item;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.job;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.later;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.Job;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Jobs are removed once they have ended and nothing needs them, after their logs and artifacts. */
interface RetentionJobsContract {
    /** The store that the tests use. */
    RetentionStoreUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private RetentionStore retention() {
        return underTest().retention();
    }

    private List<Item> expired(RetentionPart part) {
        return underTest().expired(part);
    }

    private void removeAll(Set<RetentionPart> parts, Instant before) {
        underTest().removeAll(parts, before);
    }

    private Job over(String id) {
        return underTest().over(id);
    }

    private Job finish(Job job) {
        return underTest().finish(job);
    }

    @Test
    default void nothingThatMayStillBeNeededGoesAndEverythingElseDoes() {
        int gone = 0;
        int kept = 0;
        for (int seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            List<JobRef> refs = someJobs(random, "seed-" + seed + "-");
            Instant before = storage()
                    .jobs()
                    .find(refs.get(random.nextInt(JOBS)))
                    .orElseThrow()
                    .state()
                    .times()
                    .updated();
            Map<JobRef, JobRecords> was = snapshot(refs);

            removeAll(Set.of(RetentionPart.LOGS, RetentionPart.ARTIFACTS, RetentionPart.JOBS), before);

            for (JobRef ref : refs) {
                JobRecords wasThere = Objects.requireNonNull(was.get(ref));
                boolean stays = mustStay(wasThere, before);
                assertThat(JobRecords.of(storage(), ref))
                        .as(ref + " " + (stays ? "stays" : "goes") + " of seed " + seed)
                        .isEqualTo(stays ? wasThere : JobRecords.NOTHING);
                gone += stays ? 0 : 1;
                kept += stays ? 1 : 0;
            }
        }
        assertThat(gone).as("some went").isPositive();
        assertThat(kept).as("some stayed").isPositive();
    }

    @Test
    default void aJobGoesOnlyOnceItsLogAndArtifactsAreGone() {
        JobRef ref = over("a").ref();
        storage()
                .logs()
                .append(new LogChunk(new RunKey(ref, 1), 0, SampleLogLines.following(0, 3, new Random(1)), "p"));
        storage().artifacts().put(List.of(artifact(ref, "x")));

        assertThat(expired(RetentionPart.JOBS)).isEmpty();
        assertThat(retention().remove(RetentionPart.JOBS, later(), List.of(item(ref))))
                .isEmpty();
        assertThat(expired(RetentionPart.LOGS))
                .singleElement()
                .satisfies(log -> assertThat(log.bytes()).isPositive());
        assertThat(expired(RetentionPart.ARTIFACTS))
                .singleElement()
                .satisfies(files -> assertThat(files.bytes()).isEqualTo(7));

        removeAll(Set.of(RetentionPart.LOGS), later());
        assertThat(expired(RetentionPart.JOBS)).isEmpty();
        assertThat(storage().logs().read(ref, LogQuery.after(0, 10)).lines()).isEmpty();
        assertThat(storage().logs().end(ref).lastEntryId())
                .as("how far the log went")
                .isEqualTo(3);
        removeAll(Set.of(RetentionPart.ARTIFACTS), later());

        assertThat(expired(RetentionPart.JOBS)).extracting(Item::id).containsExactly("a");
    }

    @Test
    default void aLongLogGoesWhole() {
        JobRef ref = over("a").ref();
        for (int i = 0; i < 130; i++) {
            storage()
                    .logs()
                    .append(new LogChunk(new RunKey(ref, 1), i, SampleLogLines.following(i, 1, new Random(i)), "p"));
        }

        assertThat(retention().remove(RetentionPart.LOGS, later(), List.of(item(ref))))
                .hasSize(1);

        assertThat(expired(RetentionPart.LOGS)).isEmpty();
        assertThat(storage().logs().read(ref, LogQuery.after(0, 10)).lines()).isEmpty();
    }

    @Test
    default void whatIsGoneIsNotSaidToGoAgain() {
        Item item = item(over("a").ref());

        assertThat(retention().remove(RetentionPart.JOBS, later(), List.of(item)))
                .containsExactly(item);
        assertThat(retention().remove(RetentionPart.JOBS, later(), List.of(item)))
                .isEmpty();
    }

    @Test
    default void severalThatRemoveAtOnceRemoveEachOnce() throws Exception {
        for (int i = 0; i < 40; i++) {
            over("job-" + i);
        }
        List<Item> all = expired(RetentionPart.JOBS);

        List<Integer> removed = Together.on(
                4, i -> retention().remove(RetentionPart.JOBS, later(), all).size());

        assertThat(removed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
        assertThat(storage().jobs().find(new JobRef(WorkspaceId.DEFAULT, new JobId("job-7"))))
                .isEmpty();
    }

    @Test
    default void everythingIsFoundPageByPage() {
        for (int i = 0; i < 130; i++) {
            over("job-" + i);
        }
        NewJob elsewhere = JobHistory.created(new JobRef(OTHER, new JobId("x")), spec(List.of()), NOW);
        storage().jobs().create(List.of(elsewhere));
        finish(elsewhere.job());

        assertThat(expired(RetentionPart.JOBS)).hasSize(131).doesNotHaveDuplicates();
    }

    private Map<JobRef, JobRecords> snapshot(Collection<JobRef> refs) {
        return refs.stream().collect(Collectors.toMap(ref -> ref, ref -> JobRecords.of(storage(), ref)));
    }

    private boolean mustStay(JobRecords was, Instant before) {
        Job job = was.job().orElseThrow();
        boolean owed = was.callback()
                .filter(report -> report.delivery().progress().state() == CallbackProgress.State.PENDING)
                .isPresent();
        boolean held = storage().holds().list().stream()
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
            storage().jobs().create(List.of(history.created()));
            history.transitions()
                    .forEach(
                            change -> assertThat(storage().jobs().apply(change)).isTrue());
            Job job = history.last();
            refs.add(job.ref());
            addWhatItLeaves(job, random);
        }
        for (Allocation hold : storage().holds().list()) {
            if (random.nextInt(4) > 0) {
                storage().holds().release(hold.run(), hold.owner());
            }
        }
        return refs;
    }

    private void addWhatItLeaves(Job job, Random random) {
        RunKey run = new RunKey(job.ref(), 1);
        if (random.nextBoolean()) {
            storage()
                    .logs()
                    .append(new LogChunk(run, 0, SampleLogLines.following(0, 1 + random.nextInt(60), random), "p"));
        }
        if (random.nextBoolean()) {
            storage().artifacts().put(List.of(artifact(job.ref(), "a"), artifact(job.ref(), "b")));
        }
        if (random.nextBoolean()) {
            storage().callbacks().find(job.ref()).ifPresent(report -> deliver(report.delivery()));
        }
    }

    private void deliver(CallbackDelivery delivery) {
        storage()
                .callbacks()
                .update(CallbackChange.silent(
                        delivery, delivery.with(delivery.progress().ended(CallbackProgress.State.DELIVERED))));
    }
}
