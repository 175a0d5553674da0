package dev.jobgrid.internal.execute;

import dev.jobgrid.id.InputId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.InputStore;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Builds the request to an executor from an assigned job. Thread-safe. */
public final class RunRequestFactory {
    private final InputStore inputs;
    private final BlobStore blobs;

    /** Reads inputs from these stores. */
    public RunRequestFactory(InputStore inputs, BlobStore blobs) {
        this.inputs = inputs;
        this.blobs = blobs;
    }

    /**
     * The request for the job's run.
     *
     * @throws NoSuchFileException if an input no longer exists
     */
    RunRequest request(Job job, Placement placement) throws NoSuchFileException {
        List<StagedFile> files = new ArrayList<>();
        for (InputId id : Stream.concat(job.spec().files().inputs().stream(), job.spec().files().scripts().stream())
                .toList()) {
            files.add(staged(job, id));
        }
        return new RunRequest(
                job.run(),
                job.spec().image(),
                job.spec().command(),
                environment(job, placement),
                files,
                placement,
                job.spec().timeout(),
                job.spec().files().mounts());
    }

    private StagedFile staged(Job job, InputId id) throws NoSuchFileException {
        Optional<JobInput> input = inputs.find(job.ref().workspace(), id);
        if (input.isEmpty() || input.get().content().isEmpty()) {
            throw new NoSuchFileException("input " + id);
        }
        JobInput.Content content = input.get().content().get();
        BlobKey key = new BlobKey(content.blob());
        return new StagedFile(
                input.get().mountPath(), content.sizeBytes(), () -> blobs.open(key, 0, content.sizeBytes()));
    }

    private static Environment environment(Job job, Placement placement) {
        Map<String, String> values = new TreeMap<>(job.spec().environment().values());
        values.put("JUNGLEGRID_JOB_ID", job.id().value());
        values.put("JUNGLEGRID_WORKSPACE_ID", job.ref().workspace().value());
        values.put("JUNGLEGRID_ATTEMPT", Integer.toString(job.attempt().countedAttempts()));
        values.put(
                "JUNGLEGRID_WORKLOAD_TYPE",
                job.spec().workload().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        values.put("JUNGLEGRID_INPUTS_DIR", "/workspace/inputs");
        values.put("JUNGLEGRID_SCRIPTS_DIR", "/workspace/scripts");
        values.put("JUNGLEGRID_ARTIFACTS_DIR", "/workspace/artifacts");
        values.put("JUNGLEGRID_GPU_NAME", placement.gpu().name());
        values.put("JUNGLEGRID_GPU_COUNT", Integer.toString(placement.gpuIds().size()));
        return new Environment(values);
    }
}
