package dev.jobgrid.executor.docker.internal.run;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Container;
import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.executor.docker.internal.engine.ContainerRunState;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.EngineResources;
import dev.jobgrid.executor.docker.internal.engine.ExecutorSettings;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import dev.jobgrid.executor.docker.internal.engine.HostPathProbe;
import dev.jobgrid.executor.docker.internal.engine.SeccompFile;
import dev.jobgrid.executor.docker.internal.engine.WorkspaceArchive;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts the container of one run: image, container, files, start. May be retried from the beginning after an outage: a
 * started container is kept, others are created again, since their files may be incomplete. Used by one thread.
 */
public final class Launch {
    private static final Duration COPY_STALL = Duration.ofSeconds(60);
    private static final Duration OTHER_STARTER_WAIT = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final RunRequest request;
    private final Engine engine;
    private final ExecutorSettings settings;
    private final ContainerRunState runState;
    private final Cancellation cancellation;
    private boolean hasTried;
    private boolean isStale;

    Launch(
            RunRequest request,
            Engine engine,
            ExecutorSettings settings,
            ContainerRunState runState,
            Cancellation cancellation) {
        this.request = request;
        this.engine = engine;
        this.settings = settings;
        this.runState = runState;
        this.cancellation = cancellation;
    }

    /** The name of the run's container. */
    String container() {
        return settings.names().name(request.key());
    }

    /** The job's program: from its command, or its image. */
    private String program(InspectImageResponse image) {
        if (request.command().isPresent()) {
            return request.command().get().executable();
        }
        var config = image.getConfig();
        return config == null
                ? ""
                : first(config.getEntrypoint()).or(() -> first(config.getCmd())).orElse("");
    }

    private static Optional<String> first(String @Nullable [] words) {
        return Stream.ofNullable(words).flatMap(Arrays::stream).findFirst();
    }

    /**
     * Returns when the container has started, or with the reason why it cannot.
     *
     * @throws java.util.concurrent.CancellationException if the run was stopped before the start
     */
    Optional<RunExit> run() throws IOException {
        isStale = false;
        ContainerPolicy policy = settings.policies().apply(request.key().job().workspace());
        if (!policy.allows(request.image())) {
            return Optional.of(RunExit.broken(
                    Cause.IMAGE_UNAUTHORIZED,
                    "The image " + request.image() + " is not among those that may run here.",
                    settings.clock().instant()));
        }
        Optional<RunExit> unknown = unknownMount();
        if (unknown.isPresent()) {
            return unknown;
        }
        cancellation.check();
        EngineResources inventory = engine.inventory()
                .orElseThrow(() -> new EngineDownException("the Engine '" + engine.name() + "' never answered"));
        try {
            Optional<InspectImageResponse> image = image();
            if (image.isEmpty()) {
                return Optional.of(ExitClassifier.notFound(
                        request.image(), settings.clock().instant()));
            }
            if (!inventory.architecture().equals(image.get().getArch())) {
                return Optional.of(ExitClassifier.wrongArchitecture(
                        request.image(), settings.clock().instant()));
            }
            return start(policy, inventory, image.get());
        } catch (EngineRefusalException e) {
            return Optional.of(
                    ExitClassifier.noImage(request.image(), e, settings.clock().instant()));
        }
    }

    private Optional<RunExit> start(ContainerPolicy policy, EngineResources inventory, InspectImageResponse image)
            throws IOException {
        List<HostMount> mounts =
                request.mounts().stream().flatMap(name -> mount(name).stream()).toList();
        Map<String, String> labels = settings.names().labels(request.key(), engine.machine(), engine.labels());
        ContainerPolicy accepted;
        try {
            accepted = seccomp(policy);
            Optional<RunExit> missing = missingFolder(mounts, labels);
            if (missing.isPresent()) {
                return missing;
            }
        } catch (EngineRefusalException e) {
            return Optional.of(ExitClassifier.noStart("", e, settings.clock().instant()));
        }
        ContainerConfig config =
                new ContainerConfig(request, accepted, inventory, mounts, settings.logBytes(), labels, image);
        return start(config, program(image));
    }

    private Optional<HostMount> mount(String name) {
        return engine.mount(name, request.key().job().workspace());
    }

    private Optional<RunExit> unknownMount() {
        return request.mounts().stream()
                .filter(name -> mount(name).isEmpty())
                .findFirst()
                .map(name -> noMount(
                        name,
                        "is not one of those for workspace "
                                + request.key().job().workspace()));
    }

    private Optional<RunExit> missingFolder(List<HostMount> mounts, Map<String, String> labels) throws IOException {
        if (mounts.isEmpty() || !engine.kind().makesMissingFolders()) {
            return Optional.empty();
        }
        return new HostPathProbe(engine.api(), engine.kind())
                .missing(mounts, container(), labels, request.image())
                .map(mount ->
                        noMount(mount.name(), "is not there, or there is a symbolic link on its way: " + mount.path()));
    }

    private RunExit noMount(String name, String why) {
        return RunExit.nodeFault(
                Cause.INTERNAL,
                "The mount '" + name + "' of the Engine '" + engine.name() + "' " + why + ".",
                settings.clock().instant());
    }

    /** The policy with its seccomp profile in the Engine's form. */
    private ContainerPolicy seccomp(ContainerPolicy policy) throws IOException {
        if (policy.seccompProfile().isEmpty() || !engine.kind().readsSeccompFiles()) {
            return policy;
        }
        String path = new SeccompFile(engine.api(), engine.kind(), settings.clock())
                .path(policy.seccompProfile().get(), request.image(), engine.labels());
        return policy.seccompProfile(path);
    }

    private Optional<InspectImageResponse> image() throws IOException {
        EngineApi api = engine.api();
        Optional<InspectImageResponse> there = api.image(request.image());
        boolean isPulled = switch (settings.pull()) {
            case ALWAYS -> true;
            case MISSING -> there.isEmpty();
            case NEVER -> false;
        };
        if (!isPulled) {
            return there;
        }
        engine.pulls()
                .fetch(request.image(), cancellation, text -> runState.phase(ExecutionPhase.IMAGE_DOWNLOAD, text));
        return api.image(request.image());
    }

    private Optional<RunExit> start(ContainerConfig config, String program) throws IOException {
        runState.phase(ExecutionPhase.RUNTIME_PREPARATION, "Preparing the container on node " + engine.name());
        try {
            if (!runState.mayStart()) {
                return Optional.of(stale());
            }
            if (!create(container(), config)) {
                return Optional.empty();
            }
            // By its id from here on: the name may be another grid's container by now.
            String container = runState.container();
            cancellation.check();
            Optional<RunExit> noCopy = copyIn(container);
            if (noCopy.isPresent()) {
                return noCopy;
            }
            cancellation.check();
            runState.phase(ExecutionPhase.CONTAINER_STARTING, "Starting the container");
            if (!runState.mayStart()) {
                engine.tidy(container);
                return Optional.of(stale());
            }
            engine.api().start(container);
            return Optional.empty();
        } catch (EngineRefusalException e) {
            orTakenAway(e);
            return Optional.of(
                    ExitClassifier.noStart(program, e, settings.clock().instant()));
        }
    }

    /** Whether the last try has ended because the run is not this grid's any more. */
    boolean isStale() {
        return isStale;
    }

    private RunExit stale() {
        isStale = true;
        return new RunExit(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                "The launch ended before the program started: the job is over, or another grid has the run.",
                settings.clock().instant());
    }

    private void orTakenAway(EngineRefusalException e) throws EngineDownException {
        if (engine.kind().isNoContainer(e)) {
            throw new EngineDownException("the container was removed before it started", e);
        }
    }

    private Optional<RunExit> copyIn(String container) throws IOException {
        StallTimer progress = new StallTimer(COPY_STALL);
        try (WorkspaceArchive archive = new WorkspaceArchive(request.files(), progress)) {
            engine.api().copyIn(container, archive, progress, cancellation);
            return Optional.empty();
        } catch (EngineRefusalException e) {
            orTakenAway(e);
            return Optional.of(ExitClassifier.noCopy(e, settings.clock().instant()));
        }
    }

    /** Creates the container; false if the run has a started one. */
    private boolean create(String container, ContainerConfig config) throws IOException {
        boolean isAgain = hasTried;
        hasTried = true;
        Optional<String> former = former();
        if (former.isEmpty()) {
            try {
                runState.setContainer(engine.api().create(container, request.image(), config::describe));
                return true;
            } catch (EngineRefusalException e) {
                if (!engine.kind().isNameTaken(e)) {
                    throw e;
                }
            }
        }
        String other = former.orElse(container);
        if (startsElsewhere(other, isAgain ? Duration.ZERO : OTHER_STARTER_WAIT)) {
            return false;
        }
        engine.api().remove(other);
        // Created again at the next try.
        throw new EngineDownException("the run has a container that is not being started");
    }

    /** The run's container under a former name of the grid: the Engine does not take that for the same. */
    private Optional<String> former() throws IOException {
        ContainerNames names = settings.names();
        if (names.grids().former().isEmpty()) {
            return Optional.empty();
        }
        for (Container listed : engine.api().list(names.filters(request.key()))) {
            if (names.isFormer(listed.getLabels())) {
                return Optional.of(listed.getId());
            }
        }
        return Optional.empty();
    }

    /** Whether an existing container starts: another process may be about to start it, or have crashed before. */
    private boolean startsElsewhere(String container, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            // A missing one may be in creation: its name is reserved first.
            Optional<InspectContainerResponse> there = engine.api().inspect(container);
            if (there.isPresent() && hasStarted(there.get())) {
                runState.setContainer(there.get().getId());
                return true;
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            cancellation.check();
            runState.pause(LOOK);
        }
    }

    /** Whether the container's program was ever started. */
    public static boolean hasStarted(InspectContainerResponse container) {
        return ExitClassifier.time(container.getState().getStartedAt()).isPresent();
    }
}
