package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.ArtifactStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link ArtifactStore}. Extend it and give it a storage. */
public abstract class ArtifactStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Storage storage;
    private ArtifactStore artifacts;

    /** For subclasses. */
    protected ArtifactStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        artifacts = storage.artifacts();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void artifactsAreFoundAsTheyWerePut() {
        JobRef job = job("a", WorkspaceId.DEFAULT);
        Artifact ready = artifact(job, "art_1", "out/модель.bin", Optional.of(NOW.plusSeconds(3)));
        Artifact open = artifact(job, "art_2", "out/tail", Optional.empty());

        artifacts.put(List.of(ready, open));

        assertThat(artifacts.find(job, ready.id())).contains(ready);
        assertThat(artifacts.find(job, open.id())).contains(open);
        assertThat(artifacts.find(job, new ArtifactId("art_3"))).isEmpty();
        assertThat(artifacts.list(job)).containsExactlyInAnyOrder(ready, open);
    }

    @Test
    final void theyAreListedByPath() {
        JobRef job = job("a", WorkspaceId.DEFAULT);
        artifacts.put(List.of(
                artifact(job, "art_1", "b", Optional.empty()),
                artifact(job, "art_2", "a/c", Optional.empty()),
                artifact(job, "art_3", "B", Optional.empty()),
                artifact(job, "art_4", "a.c", Optional.empty()),
                artifact(job, "art_5", "é", Optional.empty())));

        assertThat(artifacts.list(job)).extracting(Artifact::path).containsExactly("B", "a.c", "a/c", "b", "é");
    }

    @Test
    final void oneWithTheSameJobAndIdIsReplaced() {
        JobRef job = job("a", WorkspaceId.DEFAULT);
        artifacts.put(List.of(artifact(job, "art_1", "out", Optional.empty())));
        Artifact ready = artifact(job, "art_1", "out", Optional.of(NOW));
        Artifact other = artifact(job, "art_2", "other", Optional.of(NOW));

        artifacts.put(List.of(other, ready));

        assertThat(artifacts.list(job)).containsExactly(other, ready);
    }

    @Test
    final void oneOfAnEarlierAttemptIsReplacedAndOneOfALaterIsNot() {
        JobRef job = job("a", WorkspaceId.DEFAULT);
        Artifact first = attempt(artifact(job, "art_1", "out", Optional.of(NOW)), 1);
        Artifact kept = attempt(artifact(job, "art_2", "out/first", Optional.of(NOW)), 1);
        Artifact second = attempt(artifact(job, "art_1", "out", Optional.of(NOW.plusSeconds(9))), 2);
        artifacts.put(List.of(first, kept));
        artifacts.put(List.of(second));

        artifacts.put(List.of(first, kept));

        assertThat(artifacts.list(job)).containsExactly(second, kept);
        assertThat(artifacts.find(job, second.id())).contains(second);
    }

    @Test
    final void nothingToPutIsFine() {
        artifacts.put(List.of());

        assertThat(artifacts.list(job("a", WorkspaceId.DEFAULT))).isEmpty();
    }

    @Test
    final void jobsDoNotMix() {
        JobRef here = job("a", WorkspaceId.DEFAULT);
        JobRef there = job("a", new WorkspaceId("other"));
        Artifact ours = artifact(here, "art_1", "ours", Optional.of(NOW));
        Artifact theirs = artifact(there, "art_1", "theirs", Optional.of(NOW));

        artifacts.put(List.of(ours, theirs));

        assertThat(artifacts.list(here)).containsExactly(ours);
        assertThat(artifacts.find(there, theirs.id())).contains(theirs);
        assertThat(artifacts.list(job("b", WorkspaceId.DEFAULT))).isEmpty();
    }

    private JobRef job(String id, WorkspaceId workspace) {
        JobRef ref = new JobRef(workspace, new JobId(id));
        JobSpec spec =
                JobSpec.builder("artifacts", "acme/app:1", WorkloadType.BATCH).build();
        storage.jobs().create(List.of(JobHistory.created(ref, spec, NOW)));
        return ref;
    }

    private static Artifact artifact(JobRef job, String id, String path, Optional<Instant> uploaded) {
        return new Artifact(
                job,
                new ArtifactId(id),
                1,
                path,
                "text/plain; charset=utf-8",
                7L << 30,
                "0f".repeat(32),
                NOW,
                uploaded);
    }

    private static Artifact attempt(Artifact artifact, int attempt) {
        return new Artifact(
                artifact.job(),
                artifact.id(),
                attempt,
                artifact.path(),
                artifact.contentType(),
                artifact.sizeBytes(),
                artifact.sha256(),
                artifact.created(),
                artifact.uploaded());
    }
}
