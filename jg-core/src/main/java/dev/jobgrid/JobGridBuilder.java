package dev.jobgrid;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.internal.EmbeddedGrid;
import dev.jobgrid.internal.plugins.Waits;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.AdmissionLimits;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Builds a {@link JobGrid}. Single-threaded. */
public final class JobGridBuilder {
    private final List<GpuExecutor> executors = new ArrayList<>();
    private Optional<Storage> storage = Optional.empty();
    private Optional<Loops> loops = Optional.empty();
    private Optional<CallbackSender> callbacks = Optional.empty();
    private Optional<CreditPolicy> credits = Optional.empty();
    private AdmissionPolicy admission = AdmissionPolicy.of(AdmissionLimits.NONE);
    private GridObserver observer = GridObserver.NONE;
    private Router router = Router.standard();
    private Supplier<GpuCatalog> catalog = GpuCatalog::builtIn;
    private RetentionRules retention = RetentionRules.KEEP;
    private GridClock clock = GridClock.system();
    private GridSettings settings = GridSettings.DEFAULT;
    private Waits waits = Waits.DEFAULT;

    JobGridBuilder() {}

    /** The storage of all data. Required. The grid closes it. */
    public JobGridBuilder storage(Storage value) {
        storage = Optional.of(SettingCheck.present("storage", value));
        return this;
    }

    /** Adds an executor. The grid closes it. A grid without one accepts no job. */
    public JobGridBuilder executor(GpuExecutor value) {
        executors.add(SettingCheck.present("executor", value));
        return this;
    }

    /** Decides where jobs run. */
    public JobGridBuilder router(Router value) {
        router = SettingCheck.present("router", value);
        return this;
    }

    /**
     * Names, prices and capabilities of GPUs; the built-in models unless set. Read at each decision, so that it may
     * change at any time: {@code CatalogFile.parse(...)} reads one from a file.
     */
    public JobGridBuilder catalog(Supplier<GpuCatalog> value) {
        catalog = SettingCheck.present("catalog", value);
        return this;
    }

    /**
     * The wall clock; the system's unless set. Durations are measured by the JVM's monotonic clock, unless this is a
     * {@link GridClock}, which has its own: tests that move a clock to let time pass need one.
     */
    public JobGridBuilder clock(InstantSource value) {
        clock = GridClock.of(SettingCheck.present("clock", value));
        return this;
    }

    /** Runs the grid's loops; a thread for each unless set. The grid closes it. */
    public JobGridBuilder loops(Loops value) {
        loops = Optional.of(SettingCheck.present("loops", value));
        return this;
    }

    /**
     * Sends callbacks; without it they stay pending, for another grid on the same store. The grid closes it.
     * jg-http-adapter has one.
     */
    public JobGridBuilder callbacks(CallbackSender value) {
        callbacks = Optional.of(SettingCheck.present("callbacks", value));
        return this;
    }

    /**
     * Observes the grid, for metrics; none unless set. Called on a thread of its own; calls that it is too slow for are
     * dropped and counted by {@link Operations#droppedObservations}.
     */
    public JobGridBuilder observer(GridObserver value) {
        observer = SettingCheck.present("observer", value);
        return this;
    }

    /** Limits on what callers may submit; none unless set. */
    public JobGridBuilder admission(AdmissionPolicy value) {
        admission = SettingCheck.present("admission", value);
        return this;
    }

    /**
     * Which workspaces pay by credits; none unless set, and then credits are not enabled. Set the same on all grids of
     * a storage, since each applies its own to jobs submitted to it. {@code StorageAdmin} and {@link JobGrid#credits}
     * top up.
     */
    public JobGridBuilder credits(CreditPolicy value) {
        credits = Optional.of(SettingCheck.present("credits", value));
        return this;
    }

    /**
     * Retention rules; everything is retained for ever unless set, except unreferenced bytes, which are removed after a
     * day. Set the same on all grids of a storage: one of them applies its rules for all.
     */
    public JobGridBuilder retention(RetentionRules value) {
        retention = SettingCheck.present("retention", value);
        return this;
    }

    /** All other settings; {@link GridSettings#DEFAULT} unless set. */
    public JobGridBuilder settings(GridSettings value) {
        settings = SettingCheck.present("settings", value);
        return this;
    }

    /** For tests. */
    JobGridBuilder waits(Waits value) {
        waits = value;
        return this;
    }

    /**
     * Starts the grid: resumes the jobs of earlier processes, then accepts new ones.
     *
     * @throws IllegalStateException if there is no storage, or two executors have the same name
     */
    public JobGrid build() {
        Storage store = storage.orElseThrow(() -> new IllegalStateException(
                "a grid needs a storage: builder.storage(H2Storage.open(folder)) from jg-storage is the usual one"));
        Set<String> names = executors.stream().map(GpuExecutor::name).collect(Collectors.toSet());
        if (names.size() < executors.size()) {
            throw new IllegalStateException("two executors have the same name; each needs its own");
        }
        return EmbeddedGrid.start(new EmbeddedGrid.Parts(
                store, executors, router, catalog, clock, settings, loops, callbacks, observer, admission, credits,
                retention, waits));
    }
}
