package dev.jobgrid.internal.history;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.spi.store.HistoryKey;
import dev.jobgrid.spi.store.HistoryKey.Measure;
import dev.jobgrid.spi.store.HistoryStore.Measured;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Keys of similar jobs, from most to least similar. Pure. */
final class SimilarityKeys {
    private static final long GIGABYTE = 1_000_000_000L;
    private static final int MAX_IMAGE_LENGTH = 512;

    private SimilarityKeys() {}

    /**
     * Groups that predict a job's runtime, most similar first: the same image, work and size on the same GPUs; the same
     * on any GPUs; the same work and size on the same GPUs with any image.
     */
    static List<HistoryKey> runtimes(WorkspaceId workspace, JobSpec spec, String gpu) {
        String image = image(spec);
        String workload = spec.workload().name().toLowerCase(Locale.ROOT);
        String size = sizeClass(spec);
        return List.of(
                new HistoryKey(workspace, Measure.RUNTIME, image, workload, size, gpu),
                new HistoryKey(workspace, Measure.RUNTIME, image, workload, size, ""),
                new HistoryKey(workspace, Measure.RUNTIME, "", workload, size, gpu));
    }

    /** The same for waits: the same GPUs, then any. */
    static List<HistoryKey> waits(WorkspaceId workspace, Measure measure, String gpu) {
        return List.of(
                new HistoryKey(workspace, measure, "", "", "", gpu),
                new HistoryKey(workspace, measure, "", "", "", ""));
    }

    /** All measures of an ended job. Only a completed one has a runtime; one that never started has none. */
    static List<Measured> measured(Job job, Optional<Measure> promised) {
        Optional<Instant> started = job.state().times().started();
        Optional<Instant> finished = job.state().times().finished();
        Optional<Placement> place = job.attempt().placement();
        if (started.isEmpty() || finished.isEmpty() || place.isEmpty()) {
            return List.of();
        }
        WorkspaceId workspace = job.ref().workspace();
        String gpu = gpu(place.get().gpu().name(), place.get().gpuIds().size());
        List<Measured> measured = new ArrayList<>();
        if (job.status() == JobStatus.COMPLETED) {
            Duration ran = Duration.between(started.get(), finished.get());
            runtimes(workspace, job.spec(), gpu).forEach(key -> measured.add(new Measured(key, ran, finished.get())));
        }
        // A launch plan waited for its go, too.
        if (job.attempt().number() == 1 && job.state().hold().isEmpty()) {
            Duration waited = Duration.between(job.state().times().created(), started.get());
            waits(workspace, promised.orElseGet(() -> found(job)), gpu)
                    .forEach(key -> measured.add(new Measured(key, waited, finished.get())));
        }
        return measured;
    }

    private static Measure found(Job job) {
        boolean busy = job.state().events().byPhase().containsKey(ExecutionPhase.WAITING_FOR_CAPACITY);
        return busy ? Measure.WAIT_BUSY : Measure.WAIT_FREE;
    }

    /** The number of GPUs and their model. */
    static String gpu(String model, int count) {
        return count + " × " + (model.length() > 200 ? model.substring(0, 200) : model);
    }

    private static String image(JobSpec spec) {
        String image = spec.image();
        return image.length() > MAX_IMAGE_LENGTH ? image.substring(0, MAX_IMAGE_LENGTH) : image;
    }

    // Wide classes: the time to load and run hardly differs within one.
    private static String sizeClass(JobSpec spec) {
        OptionalLong bytes = spec.gpu().model().bytes();
        if (bytes.isEmpty()) {
            return "unknown";
        }
        long gigabytes = bytes.getAsLong() / GIGABYTE;
        return gigabytes < 4 ? "to 4 GB" : gigabytes < 16 ? "to 16 GB" : gigabytes < 64 ? "to 64 GB" : "over 64 GB";
    }
}
