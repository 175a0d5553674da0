package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.RetentionStore.Item;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SampleSpecs;
import dev.jobgrid.testkit.SampleSpecs.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The parts of one test of {@link RetentionStoreContract}: the stores, and jobs and inputs to store. Immutable.
 *
 * @param storage with nothing in it at first
 * @param retention the storage's
 */
record RetentionStoreUnderTest(Storage storage, RetentionStore retention) {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    static final WorkspaceId OTHER = new WorkspaceId("other");

    /** How many jobs a seed has. */
    static final int JOBS = 24;

    /** As a round goes: a job is found once its log and artifacts are gone. */
    private static final List<RetentionPart> ORDER = List.of(
            RetentionPart.LOGS,
            RetentionPart.ARTIFACTS,
            RetentionPart.JOBS,
            RetentionPart.INPUTS,
            RetentionPart.UPLOADS,
            RetentionPart.IDEMPOTENCY_KEYS,
            RetentionPart.AUDIT);

    List<Item> expired(RetentionPart part) {
        return expired(part, later());
    }

    List<Item> expired(RetentionPart part, Instant before) {
        List<Item> all = new ArrayList<>();
        Optional<Item> after = Optional.empty();
        do {
            RetentionStore.Page page = retention.expired(new RetentionStore.Query(part, before, after));
            all.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    void removeAll(Set<RetentionPart> parts, Instant before) {
        for (RetentionPart part : ORDER) {
            if (parts.contains(part)) {
                List<Item> found = expired(part, before);
                assertThat(retention.remove(part, before, found)).isEqualTo(found);
            }
        }
    }

    Job over(String id) {
        NewJob fresh = job(id, List.of(), List.of());
        storage.jobs().create(List.of(fresh));
        return finish(fresh.job());
    }

    Job finish(Job job) {
        Transition end = Transition.of(job, Trigger.CANCEL, NOW.plusSeconds(1))
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
        assertThat(storage.jobs().apply(end)).isTrue();
        return end.after();
    }

    JobInput input(String id) {
        JobInput slot = slot(id);
        JobInput received = slot.received(new JobInput.Content(3, "00".repeat(32), "inputs/default/" + id + "/1"));
        JobInput done = received.uploaded(received.file());
        storage.inputs().update(slot, received);
        storage.inputs().update(received, done);
        return done;
    }

    JobInput slot(String id) {
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

    static Instant later() {
        return NOW.plus(Duration.ofDays(10));
    }

    static Item item(JobRef ref) {
        return new Item(ref.workspace(), ref.id().value(), NOW, 0);
    }

    static Artifact artifact(JobRef job, String name) {
        return new Artifact(
                job, new ArtifactId("art_" + name), 1, name, "text/plain", 7, "00".repeat(32), NOW, Optional.of(NOW));
    }

    static NewJob job(String id, List<String> inputs, List<String> scripts) {
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

    static JobSpec spec(List<Part> parts) {
        EnumSet<Part> some = EnumSet.noneOf(Part.class);
        some.addAll(parts);
        return SampleSpecs.of(some, new Random(0));
    }
}
