package dev.jobgrid.internal.history;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Timing;
import dev.jobgrid.spi.store.HistoryKey;
import dev.jobgrid.spi.store.HistoryKey.Measure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Adds to a job's routing request how long similar jobs waited and ran on each model of GPU. With history on one model,
 * runtimes on the others are scaled by their speed; without, from defaults for the kind of work. Reads history every
 * few seconds at most. Thread-safe.
 */
public final class RuntimeEstimates {
    private static final int MAX_MODELS = 16;
    private static final int MAX_CACHED = 10_000;

    /** Speed of the GPU that default runtimes are for, an A100. */
    private static final int USUAL_SPEED = 400;

    private final History history;
    private final InstantSource clock;
    private final Map<Kind, Found> found = new ConcurrentHashMap<>();

    private record Kind(HistoryKey like, int gpus, List<GpuModel> models, Optional<Duration> timeout) {}

    private record Found(Timing timing, Instant at) {}

    /** Estimates from this history. */
    public RuntimeEstimates(History history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** The job's request to a router with these offers. */
    public RouteRequest request(WorkspaceId workspace, JobSpec spec, Snapshot offers) {
        RouteRequest request = spec.routeRequest();
        // With one model, the choice does not depend on runtimes.
        List<GpuModel> models = offers.models().size() < 2 ? List.of() : offers.models();
        HistoryKey like = SimilarityKeys.runtimes(workspace, spec, "").get(0);
        return request.with(timing(new Kind(like, request.gpu().gpus(), models, spec.timeout()), workspace, spec));
    }

    private Timing timing(Kind kind, WorkspaceId workspace, JobSpec spec) {
        Instant now = clock.instant();
        Found known = found.get(kind);
        if (known != null
                && !now.isBefore(known.at())
                && now.isBefore(known.at().plus(History.CACHE_TTL))) {
            return known.timing();
        }
        Timing timing = new Lookup(workspace, spec, kind).timing();
        if (found.size() >= MAX_CACHED) {
            found.clear();
        }
        found.put(kind, new Found(timing, now));
        return timing;
    }

    /** One read of history. */
    private final class Lookup {
        private final WorkspaceId workspace;
        private final JobSpec spec;
        private final int gpus;
        private final List<GpuModel> models;
        private final Map<HistoryKey, Duration> usual;

        Lookup(WorkspaceId workspace, JobSpec spec, Kind kind) {
            this.workspace = workspace;
            this.spec = spec;
            gpus = kind.gpus();
            // By name, so that the models left out of very many do not depend on the order of the offers.
            models = kind.models().stream()
                    .sorted(Comparator.comparing(GpuModel::name))
                    .limit(MAX_MODELS)
                    .toList();
            List<HistoryKey> keys = new ArrayList<>();
            models.forEach(model -> {
                keys.addAll(SimilarityKeys.runtimes(workspace, spec, on(model)));
                keys.addAll(SimilarityKeys.waits(workspace, Measure.WAIT_FREE, on(model)));
                keys.addAll(SimilarityKeys.waits(workspace, Measure.WAIT_BUSY, on(model)));
            });
            usual = keys.isEmpty()
                    ? Map.of()
                    : history.usual(keys.stream().distinct().toList());
        }

        Timing timing() {
            Map<String, Timing.OnGpu> onGpus = new HashMap<>();
            models.forEach(model -> onGpus.put(
                    model.name(),
                    new Timing.OnGpu(runtime(model), wait(Measure.WAIT_FREE, model), wait(Measure.WAIT_BUSY, model))));
            return new Timing(onTheFastest(), onGpus);
        }

        private String on(GpuModel model) {
            return SimilarityKeys.gpu(model.name(), gpus);
        }

        /** From jobs that ran there: with the same image, else any. */
        private Optional<Duration> runtime(GpuModel model) {
            List<HistoryKey> keys = SimilarityKeys.runtimes(workspace, spec, on(model));
            return first(List.of(keys.get(0), keys.get(2)))
                    .map(length -> spec.timeout()
                            .map(max -> DefaultEstimates.shorter(length, max))
                            .orElse(length));
        }

        private Duration wait(Measure measure, GpuModel model) {
            return first(SimilarityKeys.waits(workspace, measure, on(model))).orElse(Duration.ZERO);
        }

        private Optional<Duration> first(List<HistoryKey> keys) {
            return keys.stream()
                    .flatMap(key -> Optional.ofNullable(usual.get(key)).stream())
                    .findFirst();
        }

        /** The runtime from history, scaled to a GPU of speed 1,000. */
        private Duration onTheFastest() {
            return models.stream()
                    .flatMap(model -> runtime(model).map(length -> scaled(length, speed(model))).stream())
                    .findFirst()
                    .orElseGet(() -> scaled(DefaultEstimates.runtime(spec).middle(), USUAL_SPEED));
        }

        private int speed(GpuModel model) {
            return GpuCatalog.builtIn().speed(model, spec.workload());
        }

        private Duration scaled(Duration length, int speed) {
            return length.multipliedBy(speed).dividedBy(1_000);
        }
    }
}
