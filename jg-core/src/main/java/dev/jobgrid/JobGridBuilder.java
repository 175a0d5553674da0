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

    /** Where everything is kept. Required. The grid closes it. */
    public JobGridBuilder storage(Storage value) {
        storage = Optional.of(SettingCheck.present("storage", value));
        return this;
    }

    /** Adds an executor. The grid closes it. A grid without one takes no job. */
    public JobGridBuilder executor(GpuExecutor value) {
        executors.add(SettingCheck.present("executor", value));
        return this;
    }

    /** What decides where jobs run. */
    public JobGridBuilder router(Router value) {
        router = SettingCheck.present("router", value);
        return this;
    }

    /**
     * What GPUs are called, cost and can do; the built-in models unless set. Asked for at each decision, so that it may
     * change at any time: {@code CatalogFile.parse(...)} reads one.
     */
    public JobGridBuilder catalog(Supplier<GpuCatalog> value) {
        catalog = SettingCheck.present("catalog", value);
        return this;
    }

    /**
     * Tells the time; the system's clock unless set. How long things take is told by the JVM's monotonic clock all the same,
     * unless it is a {@link GridClock}, which has one of its own: tests that let time pass by moving a clock need one.
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
     * Sends callbacks; without it they stay owed, for another grid on the same store. The grid closes it. jg-http-adapter
     * has one.
     */
    public JobGridBuilder callbacks(CallbackSender value) {
        callbacks = Optional.of(SettingCheck.present("callbacks", value));
        return this;
    }

    /**
     * Hears what the grid does, to measure it; nobody unless set. It is told by a thread of its own, and what it is too slow
     * for is dropped: {@link JobGrid#droppedObservations} says how much.
     */
    public JobGridBuilder observer(GridObserver value) {
        observer = SettingCheck.present("observer", value);
        return this;
    }

    /** How much callers may hand in; as much as comes unless set. */
    public JobGridBuilder admission(AdmissionPolicy value) {
        admission = SettingCheck.present("admission", value);
        return this;
    }

    /**
     * Who pays by credits; nobody unless set, and then none are kept. All grids on one storage should have the same, since
     * each asks its own when a job is handed in. {@code StorageAdmin} and {@link JobGrid#credits} top up.
     */
    public JobGridBuilder credits(CreditPolicy value) {
        credits = Optional.of(SettingCheck.present("credits", value));
        return this;
    }

    /**
     * How long things are kept; everything for ever unless set, but for rubbish, which goes after a day. Grids on one
     * storage should have the same rules: one of them does the work of all.
     */
    public JobGridBuilder retention(RetentionRules value) {
        retention = SettingCheck.present("retention", value);
        return this;
    }

    /** Everything else; {@link GridSettings#DEFAULT} unless set. */
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
     * Starts the grid: takes up the jobs that an earlier process left, then new ones.
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
