package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.model.Image;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RefreshedValue;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one Engine: whether it answers, and its resources. Pinged at short intervals, so that {@link #node} does
 * not call it. Thread-safe.
 */
public final class Engine {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final long IMAGES_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MAX_IMAGES = 2_000;
    private static final Duration DISK_USAGE_EVERY = Duration.ofSeconds(5);
    private static final long SURVEY_NANOS = Duration.ofSeconds(60).toNanos();

    private final EngineConfig config;
    private final DockerEngine settings;
    private final boolean fetchesNone;
    private final CircuitBreaker breaker;
    private final EngineApi api;
    private final ImagePulls pulls;
    private final RefreshedValue<Map<String, Long>> disk;
    private final EngineTimeouts timing;
    private final InstantSource time;
    private final Runnable onChange;
    private final AtomicBoolean isLooking = new AtomicBoolean();
    private final AtomicBoolean isPinging = new AtomicBoolean();
    private final Object lock = new Object();
    private final StateChanges changes = new StateChanges(lock);
    private Optional<EngineResources> inventory = Optional.empty();
    private long surveyedNanos;
    private List<String> images = List.of();
    private boolean areAllImages;
    private long listedNanos;
    private long lastUpNanos = System.nanoTime();
    private boolean isUp;
    private int outages;
    private boolean isLooked;
    private Optional<GpuNode> lastReported = Optional.empty();

    /**
     * An Engine that was not probed yet.
     *
     * @param onChange called when its resources change, or it starts or stops accepting work
     */
    public Engine(
            EngineConfig config,
            ExecutorSettings of,
            Executor threads,
            ScheduledExecutorService clock,
            Runnable onChange) {
        this.config = config;
        this.settings = config.engine();
        this.fetchesNone = of.pull() == PullPolicy.NEVER;
        this.timing = of.timing();
        this.breaker = CircuitBreaker.of(settings.name(), breaking(timing));
        this.api = new EngineApi(new EngineHttp(config.address(), breaker, clock), timing);
        this.pulls = new ImagePulls(api, threads, of.logins());
        this.time = of.clock();
        this.onChange = onChange;
        this.disk = new RefreshedValue<>(
                "the disk usage of containers on " + settings.name(),
                DISK_USAGE_EVERY,
                threads,
                () -> Optional.of(ContainerDiskUsage.bytes(api, of.names().filters())));
    }

    private static CircuitBreakerConfig breaking(EngineTimeouts timing) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(4)
                .minimumNumberOfCalls(3)
                .failureRateThreshold(50)
                .waitDurationInOpenState(timing.ping())
                .permittedNumberOfCallsInHalfOpenState(1)
                .build();
    }

    /** Monitors the Engine from now on, until the clock is shut down. */
    @SuppressWarnings("FutureReturnValueIgnored") // Starting a probe must not throw.
    public void start(ScheduledExecutorService clock, Executor threads) {
        clock.scheduleWithFixedDelay(() -> beginLook(threads), 0, timing.ping().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An exception here would cancel all further probes. */
    private void beginLook(Executor threads) {
        try {
            threads.execute(this::lookOrPing);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "the Engine '" + name() + "' is probed later", e);
        }
    }

    public String name() {
        return settings.name();
    }

    public Map<String, String> labels() {
        return settings.labels();
    }

    public EngineApi api() {
        return api;
    }

    public ImagePulls pulls() {
        return pulls;
    }

    /** The disk usage of a running container of the grid, by its id; empty if unknown. */
    public OptionalLong diskBytes(String container) {
        return disk.last()
                .map(bytes -> bytes.get(container))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** Its kind; Docker if it never answered. */
    public EngineKind kind() {
        return inventory().map(EngineResources::kind).orElse(EngineKind.DOCKER);
    }

    /** Its lasting machine id; empty if it never answered, or has none. */
    public Optional<MachineId> machine() {
        return inventory().flatMap(EngineResources::machine);
    }

    /** Whether its host was booted after this; false if unknown. */
    public boolean wasBootedSince(Instant at) throws IOException {
        if (inventory().flatMap(EngineResources::bootedAt).filter(at::isBefore).isEmpty()) {
            return false;
        }
        // Read again: the clock may have been set since.
        return kind().bootedAt(api.info()).filter(at::isBefore).isPresent();
    }

    /** The Engine's resources, if they were ever read. */
    public Optional<EngineResources> inventory() {
        synchronized (lock) {
            return inventory;
        }
    }

    /** The Engine as a node. */
    public GpuNode node() {
        NodeName id = new NodeName(settings.name());
        synchronized (lock) {
            return inventory
                    .map(has -> new GpuNode(
                            id,
                            settings.region(),
                            has.gpus().stream().map(EngineResources.Gpu::device).toList(),
                            has.diskBytes(),
                            isUp && breaker.getState() == CircuitBreaker.State.CLOSED,
                            images,
                            fetchesNone && areAllImages,
                            settings.mounts(),
                            has.machine()))
                    .orElseGet(() -> GpuNode.unknown(id, settings.region(), settings.mounts()));
        }
    }

    /** Why it does not answer, for people; empty if it does. */
    public Optional<String> problem() {
        synchronized (lock) {
            return isUp
                    ? Optional.empty()
                    : Optional.of("the Engine '" + name() + "' "
                            + (inventory.isPresent() ? "does not answer" : "has not answered yet")
                            + "; the log says why");
        }
    }

    /** The mount with this name, if the workspace has access. */
    public Optional<HostMount> mount(String name, WorkspaceId workspace) {
        return settings.mounts().stream()
                .filter(mount -> mount.name().equals(name) && mount.isOpenTo(workspace))
                .findFirst();
    }

    public boolean isUp() {
        synchronized (lock) {
            return isUp;
        }
    }

    /** The number of outages. */
    public int outages() {
        synchronized (lock) {
            return outages;
        }
    }

    /** The length of the current outage. */
    public Duration downFor() {
        synchronized (lock) {
            return isUp ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastUpNanos);
        }
    }

    /** Waits for the first probe. */
    public void awaitLook(Duration limit) {
        await(limit, () -> isLooked);
    }

    /** Waits until the Engine answers; whether it does. */
    public boolean awaitUp(Duration limit) {
        return await(limit, () -> isUp);
    }

    private boolean await(Duration limit, BooleanSupplier condition) {
        try {
            changes.await(limit, condition);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return isUp();
    }

    /** Removes a container asynchronously, if possible. */
    public void tidy(String container) {
        try {
            api.remove(container);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "container " + container + " is not removed yet", e);
        }
    }

    /** One probe at a time: while one hangs on a container, the Engine is only pinged. */
    private void lookOrPing() {
        if (!alone(isLooking, this::probe)) {
            alone(isPinging, this::ping);
        }
        reportChange();
    }

    private void reportChange() {
        // Free disk changes all the time, and rarely delays jobs.
        Optional<GpuNode> now = Optional.of(node().withFreeDisk(0));
        synchronized (lock) {
            if (now.equals(lastReported)) {
                return;
            }
            lastReported = now;
        }
        onChange.run();
    }

    /** Whether no other probe was running. */
    private static boolean alone(AtomicBoolean isAtIt, Runnable work) {
        if (!isAtIt.compareAndSet(false, true)) {
            return false;
        }
        try {
            work.run();
        } finally {
            isAtIt.set(false);
        }
        return true;
    }

    private void ping() {
        try {
            api.ping();
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "the executor is closed", e);
        } catch (IOException | RuntimeException e) {
            note(false, e);
        }
    }

    private void probe() {
        try {
            api.ping();
            Optional<EngineResources> seen = survey();
            // Set last: a known node has known images.
            listImages(seen.or(this::inventory).map(EngineResources::kind).orElse(EngineKind.DOCKER));
            seen.ifPresent(this::note);
            note(true, null);
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "the executor is closed", e);
        } catch (IOException | RuntimeException e) {
            note(false, e);
        }
    }

    /** Reads its images periodically. An Engine that does not list them may still run jobs. */
    private void listImages(EngineKind kind) {
        synchronized (lock) {
            if (isUp && System.nanoTime() - listedNanos < IMAGES_NANOS) {
                return;
            }
            listedNanos = System.nanoTime();
        }
        try {
            Set<String> names = new TreeSet<>();
            for (Image image : api.images()) {
                names.addAll(kind.imageNames(image));
            }
            boolean isWhole = names.size() <= MAX_IMAGES;
            synchronized (lock) {
                images = names.stream().limit(MAX_IMAGES).toList();
                areAllImages = isWhole;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the images of the Engine '" + name() + "' are unknown", e);
        }
    }

    /** Its resources; empty if they were read a while ago. */
    private Optional<EngineResources> survey() throws IOException {
        Optional<EngineResources> known;
        synchronized (lock) {
            known = isUp ? inventory : Optional.empty();
            if (known.isPresent() && System.nanoTime() - surveyedNanos < SURVEY_NANOS) {
                return Optional.empty();
            }
        }
        return Optional.of(new EngineProbe(config, api, time).take(known));
    }

    private void note(EngineResources seen) {
        synchronized (lock) {
            inventory = Optional.of(seen);
            surveyedNanos = System.nanoTime();
        }
    }

    private void note(boolean answers, @Nullable Exception failure) {
        synchronized (lock) {
            if (answers != isUp || !isLooked) {
                String text = "the Engine '" + name() + "' " + (answers ? "answers" : "does not answer: " + failure);
                LOG.log(answers ? System.Logger.Level.INFO : System.Logger.Level.WARNING, text);
            }
            outages += isUp && !answers ? 1 : 0;
            isUp = answers;
            isLooked = true;
            if (answers) {
                lastUpNanos = System.nanoTime();
            }
            changes.signalAll();
        }
    }
}
