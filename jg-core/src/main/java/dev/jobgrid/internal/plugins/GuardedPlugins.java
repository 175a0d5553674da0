package dev.jobgrid.internal.plugins;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.internal.loops.DaemonThreads;
import dev.jobgrid.job.Failure;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Wraps an embedder's plug-ins so that they cannot harm a grid. Those that decide for a caller or a job fail with
 * {@link JobGridException} INTERNAL_ERROR, whose message names the plug-in and its class; the others get a harmless
 * default result. Each fails when it does not answer in time. Thread-safe if the plug-ins are.
 */
public final class GuardedPlugins implements AutoCloseable {
    private static final Duration MAX_RETRY = Duration.ofDays(365);

    private final Waits waits;
    private final Executor threads = DaemonThreads.executor();
    private final List<PluginGuard> parts = new CopyOnWriteArrayList<>();

    /** The plug-ins of one grid, none so far. */
    public GuardedPlugins(Waits waits) {
        this.waits = waits;
    }

    private PluginGuard plugin(String port, Object part) {
        PluginGuard plugin = new PluginGuard(port, part, threads);
        parts.add(plugin);
        return plugin;
    }

    /** Plug-ins with overdue calls; empty if there are none. */
    public Optional<HealthCheck> check() {
        List<String> problems = parts.stream()
                .map(PluginGuard::problem)
                .flatMap(Optional::stream)
                .toList();
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(HealthCheck.degraded(
                        "plug-ins",
                        problems.stream().collect(Collectors.joining("; "))
                                + "; a thread dump shows where, and calls that never return end with the process"));
    }

    /** Finds plug-ins that block a {@link LeavableLoop} for too long, and abandons the loop. */
    public void leaveOverdue() {
        parts.forEach(PluginGuard::leaveOverdue);
    }

    /**
     * A policy that answers, or fails when that takes too long. A negative wait is a failure; one longer than a year
     * counts as a year.
     */
    public RetryPolicy retryPolicy(RetryPolicy policy) {
        PluginGuard plugin = plugin("retry policy", policy);
        return (cause, runs) -> plugin.call("retryAfter", waits.decision(), () -> checked(policy, cause, runs))
                .map(GuardedPlugins::bounded);
    }

    private static Optional<Duration> checked(RetryPolicy policy, Failure.Cause cause, int runs) {
        Optional<Duration> wait = policy.retryAfter(cause, runs);
        if (wait.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("a retry policy cannot wait for " + wait.get());
        }
        return wait;
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : wait;
    }

    /** A policy whose failure fails the calling request. */
    public AdmissionPolicy admissionPolicy(AdmissionPolicy policy) {
        PluginGuard plugin = plugin("admission policy", policy);
        return caller -> plugin.callOrRefuse("limits", waits.decision(), () -> policy.limits(caller));
    }

    /** A policy whose failure fails the calling request. */
    public CreditPolicy creditPolicy(CreditPolicy policy) {
        PluginGuard plugin = plugin("credit policy", policy);
        return caller -> plugin.callOrRefuse("pays", waits.decision(), () -> policy.pays(caller));
    }

    /** A router whose failure fails the calling request, or leaves the job in the queue. */
    public Router router(Router router) {
        PluginGuard plugin = plugin("router", router);
        return (request, snapshot) ->
                plugin.callHere("route", waits.decision(), () -> checked(router.route(request, snapshot)));
    }

    private static Decision checked(Decision decision) {
        if (decision.outcome() != Outcome.UNSATISFIABLE && decision.chosen().isEmpty()) {
            throw new IllegalStateException("a router's decision is " + decision.outcome() + " without an offer");
        }
        return decision;
    }

    /** A catalog that is replaced by the last known one when it fails, or the built-in one if there was none. */
    public Supplier<GpuCatalog> catalog(Supplier<GpuCatalog> catalog) {
        PluginGuard plugin = plugin("GPU catalog", catalog);
        AtomicReference<GpuCatalog> last = new AtomicReference<>(GpuCatalog.builtIn());
        return () -> {
            if (plugin.isSilent("get")) {
                return last.get();
            }
            try {
                last.set(plugin.callHere("get", waits.decision(), catalog));
            } catch (JobGridException e) {
                // Logged. Old prices place jobs better than none.
            }
            return last.get();
        };
    }

    /**
     * A storage whose blob store fails only with the exceptions of its port.
     *
     * @param called the called storage, perhaps observed
     */
    public Storage storage(Storage storage, Storage called) {
        PluginGuard plugin = plugin("blob store", storage.blobs());
        return new GuardedStorage(called, new GuardedBlobStore(plugin, called.blobs(), waits));
    }

    /** A sender whose failure fails the try, which is then retried. */
    public CallbackSender callbackSender(CallbackSender sender) {
        return new GuardedSender(plugin("callback sender", sender), sender, waits);
    }

    /** An observer that is called on its own thread, and whose failures have no effect. */
    public GuardedObserver observer(GridObserver observer) {
        return new GuardedObserver(plugin("observer", observer), observer, waits);
    }

    /**
     * An executor that keeps its last nodes, accepting no work, while it cannot list them.
     *
     * @param called the called executor, perhaps observed
     */
    public GuardedExecutor executor(GpuExecutor executor, GpuExecutor called) {
        return new GuardedExecutor(plugin("executor '" + executor.name() + "'", executor), called, waits);
    }

    /** Ends idle threads; a hanging one ends with its call. Later calls fail. */
    @Override
    public void close() {
        boolean unused = DaemonThreads.end(threads, check().isPresent() ? Duration.ZERO : waits.decision());
    }
}
