package dev.jobgrid.executor.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.ExecutorSettings;
import dev.jobgrid.executor.docker.internal.engine.OrphanedVolumes;
import dev.jobgrid.executor.docker.internal.engine.ProbeContainers;
import dev.jobgrid.executor.docker.internal.engine.RetainedArtifacts;
import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.executor.docker.internal.run.DockerRun;
import dev.jobgrid.executor.docker.internal.run.Launch;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.GridLink;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs jobs as containers on one or more Docker Engines or Podmans, each of which is a node. Containers outlive this
 * process and are found again by their labels. Thread-safe.
 *
 * <p>A job's command replaces the image's entry point. Each run's {@code /workspace} is a separate volume. An Engine
 * that does not answer accepts no new work; its runs are kept until it is back or
 * {@link DockerExecutorBuilder#engineDownTimeout} ends.
 */
public final class DockerExecutor implements GpuExecutor {
    private static final System.Logger LOG = System.getLogger(DockerExecutor.class.getName());

    private final ExecutorSettings settings;
    private final Map<String, Engine> engines = new LinkedHashMap<>();
    private final Map<RunKey, DockerRun> runs = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(named("jobgrid docker "));
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1, named("jobgrid docker clock "));
    private final Set<NodeName> twins = ConcurrentHashMap.newKeySet();
    private final DockerRun.Context context;
    private volatile Runnable onNodesChanged = () -> {};

    DockerExecutor(ExecutorSettings settings, List<DockerEngine> engines) {
        this.settings = settings;
        this.context = new DockerRun.Context(settings, threads, run -> runs.remove(run.key(), run));
        for (DockerEngine engine : engines) {
            this.engines.put(
                    engine.name(), new Engine(engine.config(), settings, threads, clock, () -> onNodesChanged.run()));
        }
        this.engines.values().forEach(engine -> engine.start(clock, threads));
        awaitLooks();
    }

    /** All probes run concurrently. */
    private void awaitLooks() {
        long deadline = System.nanoTime() + settings.timing().firstLook().toNanos();
        engines.values()
                .forEach(engine -> engine.awaitLook(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** An executor on the Engine of this host's docker command. */
    public static DockerExecutor local() {
        return builder().build();
    }

    /** A builder of an executor. */
    public static DockerExecutorBuilder builder() {
        return new DockerExecutorBuilder();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public List<GpuNode> nodes() {
        List<GpuNode> nodes = new ArrayList<>();
        Set<MachineId> machines = new HashSet<>();
        for (Engine engine : engines.values()) {
            GpuNode node = engine.node();
            nodes.add(node.isUnknown() || machines.add(node.machine()) ? node : twin(node));
        }
        return nodes;
    }

    @Override
    public void join(GridLink grid) {
        onNodesChanged = grid::nodesChanged;
        settings.containers().join(grid::names);
    }

    @Override
    public Optional<String> problem() {
        List<String> problems = engines.values().stream()
                .map(Engine::problem)
                .flatMap(Optional::stream)
                .toList();
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    /** An Engine with two names offers its GPUs once. */
    private GpuNode twin(GpuNode node) {
        if (twins.add(node.id())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the Engine '" + node.id() + "' has the id of one that is named before it, " + node.machine()
                            + ", and accepts no work: either both are one Engine, or their hosts were copied with"
                            + " it; then"
                            + " remove /var/lib/docker/engine-id on one and restart its Engine");
        }
        return node.accepting(false);
    }

    /** The Engine with this machine id, or with this name where only that was stored. */
    private Optional<Engine> engine(MachineId machine) {
        return engines.values().stream()
                .filter(engine -> engine.machine().filter(machine::equals).isPresent()
                        || engine.name().equals(machine.value()))
                .findFirst();
    }

    @Override
    public Run launch(RunRequest request, RunListener listener) {
        RunKey key = request.key();
        Optional<Engine> found = engine(request.placement().machine());
        if (found.isEmpty()) {
            // Any Engine is fine for a run that never reaches one.
            Engine other = engines.values().iterator().next();
            DockerRun lost = new DockerRun(key, other, settings.names().name(key), context, listener);
            lost.end(
                    Cause.WORKER_LOST,
                    "This grid has no Engine '" + request.placement().node() + "' any more.");
            return lost;
        }
        DockerRun created = new DockerRun(key, found.get(), settings.names().name(key), context, listener);
        DockerRun known = runs.putIfAbsent(key, created);
        if (known != null) {
            known.listen(listener);
            return known;
        }
        created.begin(Optional.of(request));
        return created;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if an Engine that may have it has not answered for less than the time-out
     */
    @Override
    public Optional<Run> attach(RunKey key, RunListener listener) {
        DockerRun known = runs.get(key);
        if (known != null) {
            known.listen(listener);
            return Optional.of(known);
        }
        // Answering Engines first: most likely one of them has it, without waiting for the others.
        List<Engine> order = new ArrayList<>(engines.values());
        order.sort(Comparator.comparing(engine -> !engine.isUp()));
        List<Engine> silent = new ArrayList<>();
        for (Engine engine : order) {
            try {
                if (!engine.awaitUp(settings.timing().waitLimit())) {
                    silent.add(engine);
                    continue;
                }
                Optional<String> container = find(engine, key);
                if (container.isPresent()) {
                    return Optional.of(attached(engine, key, container.get(), listener));
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "run " + key + " could not be looked up on " + engine.name(), e);
                silent.add(engine);
            }
        }
        List<String> awaited = silent.stream()
                .filter(engine -> engine.downFor().compareTo(settings.engineDownTimeout()) < 0)
                .map(Engine::name)
                .toList();
        if (!awaited.isEmpty()) {
            throw new IllegalStateException(
                    "whether run " + key + " exists is not known: no answer from " + String.join(", ", awaited));
        }
        return Optional.empty();
    }

    /** {@inheritDoc} An Engine that this executor does not have is not one of its nodes. */
    @Override
    public Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        DockerRun known = runs.get(key);
        if (known != null) {
            return Optional.of(heard(known, listener));
        }
        Optional<Engine> engine = engine(machine);
        if (engine.isEmpty()) {
            checkAllKnown(key);
            return Optional.empty();
        }
        try {
            if (!engine.get().awaitUp(settings.timing().waitLimit())) {
                throw new EngineDownException("no answer from " + engine.get().name());
            }
            return find(engine.get(), key).map(container -> attached(engine.get(), key, container, listener));
        } catch (IOException e) {
            throw new IllegalStateException("whether run " + key + " exists is not known: " + e.getMessage(), e);
        }
    }

    /** An Engine that has not answered yet may be any machine. */
    private void checkAllKnown(RunKey key) {
        engines.values().stream()
                .filter(engine -> engine.inventory().isEmpty())
                .findFirst()
                .ifPresent(engine -> {
                    throw new IllegalStateException(
                            "whether run " + key + " exists is not known: no answer yet from " + engine.name());
                });
    }

    private static Run heard(DockerRun run, RunListener listener) {
        run.listen(listener);
        return run;
    }

    /**
     * The run's container by its labels, since it may have been renamed. A container that was created and not started
     * is not a run: its files may be incomplete.
     */
    private Optional<String> find(Engine engine, RunKey key) throws IOException {
        ContainerNames names = settings.containers().read();
        for (Container listed : engine.api().list(names.filters(key))) {
            if (!names.isOurs(listed.getLabels())) {
                continue;
            }
            String container = listed.getId();
            Optional<InspectContainerResponse> found = engine.api().inspect(container);
            if (found.isPresent() && Launch.hasStarted(found.get())) {
                return Optional.of(container);
            }
            engine.api().removeWhole(container);
        }
        return Optional.empty();
    }

    private DockerRun attached(Engine engine, RunKey key, String container, RunListener listener) {
        DockerRun created = new DockerRun(key, engine, container, context, listener);
        DockerRun known = runs.putIfAbsent(key, created);
        if (known != null) {
            known.listen(listener);
            return known;
        }
        created.begin(Optional.empty());
        created.awaitLook();
        return created;
    }

    /** {@inheritDoc} Without those of an Engine that does not answer. */
    @Override
    public List<RunKey> workloads() {
        List<RunKey> keys = new ArrayList<>();
        ContainerNames names = settings.containers().read();
        for (Engine engine : engines.values()) {
            try {
                for (Container container : engine.api().list(names.filters())) {
                    if (names.isOurs(container.getLabels())) {
                        ContainerNames.run(container.getLabels()).ifPresent(keys::add);
                    }
                }
            } catch (IOException e) {
                // The outage is logged once, elsewhere; this is called repeatedly.
                LOG.log(System.Logger.Level.DEBUG, "the containers of " + engine.name() + " are unknown", e);
            }
        }
        return keys;
    }

    /**
     * {@inheritDoc} Also removes probe containers of crashed processes, and volumes of runs that have no container any
     * more. On an Engine that does not answer they stay until it does.
     */
    @Override
    public void removeExpiredArtifacts(Instant now) {
        for (Engine engine : engines.values()) {
            try {
                if (engine.isUp()) {
                    new RetainedArtifacts(engine.api(), settings.names())
                            .over(now)
                            .forEach(engine::tidy);
                    new ProbeContainers(engine.api()).left(now).forEach(engine::tidy);
                    new OrphanedVolumes(engine.api(), settings.names()).remove();
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "retained artifacts on " + engine.name() + " are checked later", e);
            }
        }
    }

    @Override
    public void close() {
        runs.values().forEach(DockerRun::close);
        clock.shutdownNow();
        threads.shutdownNow();
        engines.values().forEach(engine -> engine.api().close());
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a thread of the docker executor has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
