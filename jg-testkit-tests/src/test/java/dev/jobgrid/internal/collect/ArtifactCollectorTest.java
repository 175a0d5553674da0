package dev.jobgrid.internal.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.jobgrid.GridSettings;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.collect.ArtifactCollector.Try;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ArtifactCollectorTest {
    private static final NodeName NODE = new NodeName("n");
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final Map<String, byte[]> left = Map.of("first.bin", bytes("first"), "second.bin", bytes("second"));
    private final ScriptedExecutor engine =
            new ScriptedExecutor(clock, List.of(), run -> RunScript.prints().leaving(left));
    private final ArtifactCollector collector =
            new ArtifactCollector(storage.artifacts(), storage.blobs(), GridSettings.DEFAULT.limits(), clock);

    @Test
    void whatAnEarlierTryStoredIsCollectedAlsoWhenTheLastOneCannotReadIt() throws Exception {
        Job job = job();
        Run run = engine.launch(request(job), new Deaf());
        engine.faults(new SecondFileFails());
        assertThatIOException()
                .isThrownBy(() -> collector.collect(job, run, Try.FIRST, ArtifactCollectorTest::nothing));
        engine.down(NODE, true);

        CollectionResult collected = collector.collect(job, run, Try.LAST, ArtifactCollectorTest::nothing);

        assertThat(storage.artifacts().list(job.ref())).hasSize(1);
        assertThat(collected.files()).isEqualTo(1);
        assertThat(collected.bytes()).isEqualTo(bytes("first").length);
        assertThat(collected.missing()).containsExactly("second.bin");
        assertThat(collected.unread()).isTrue();
    }

    /** A folder of blobs looks through the file systems of the machine to say how large it is: too much for each job that ends. */
    @Test
    void ofARunWithoutFilesTheBlobStoreIsAskedNothing() throws Exception {
        List<String> asked = new ArrayList<>();
        BlobStore watched = (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (self, method, args) -> {
                    asked.add(method.getName());
                    return method.invoke(storage.blobs(), args);
                });
        ArtifactCollector counted =
                new ArtifactCollector(storage.artifacts(), watched, GridSettings.DEFAULT.limits(), clock);
        ScriptedExecutor tidy = new ScriptedExecutor(clock, List.of(), run -> RunScript.prints());
        Job job = job();

        counted.collect(job, tidy.launch(request(job), new Deaf()), Try.FIRST, ArtifactCollectorTest::nothing);
        assertThat(asked).isEmpty();

        counted.collect(job, engine.launch(request(job), new Deaf()), Try.FIRST, ArtifactCollectorTest::nothing);
        assertThat(asked).contains("disk", "put");
    }

    private static void nothing() {}

    private static Job job() {
        JobSpec spec = JobSpec.builder("job", "acme/train:1", WorkloadType.TRAINING)
                .files(new JobFiles(List.of(), List.of(), List.of("first.bin", "second.bin")))
                .build();
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId("job")), spec, Instant.EPOCH)
                .job();
    }

    private static RunRequest request(Job job) {
        Placement place = new Placement("scripted", NODE, List.of("gpu0"), GPU, true, "", Usd.ZERO, List.of(), "");
        return new RunRequest(
                new RunKey(job.ref(), 1),
                "acme/train:1",
                Optional.empty(),
                Environment.EMPTY,
                List.of(),
                place,
                Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The sizes of the files can be had, and of their bytes those of the second cannot. */
    private static final class SecondFileFails implements ScriptedExecutor.Faults {
        private boolean isSized;

        @Override
        public void onCollect(RunKey run) throws IOException {
            if (isSized) {
                throw new IOException("simulated: the last file cannot be read");
            }
            isSized = true;
        }
    }

    private static final class Deaf implements RunListener {
        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {}
    }
}
