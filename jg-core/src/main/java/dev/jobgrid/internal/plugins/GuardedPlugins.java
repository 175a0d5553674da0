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
 * Parts of the embedder's that can do a grid no harm. Those that decide for a caller or a job fail with
 * {@link JobGridException} INTERNAL_ERROR, whose message names the part and its class; for the others a harmless answer
 * stands in. Each fails when it does not answer for too long. Thread-safe if the parts are.
 */
public final class GuardedPlugins implements AutoCloseable {
    private static final Duration MAX_RETRY = Duration.ofDays(365);

    private final Waits waits;
    private final Executor threads = DaemonThreads.executor();
    private final List<PluginGuard> parts = new CopyOnWriteArrayList<>();

    /** The parts of one grid, none so far. */
    public GuardedPlugins(Waits waits) {
        this.waits = waits;
    }

    private PluginGuard plugin(String port, Object part) {
        PluginGuard plugin = new PluginGuard(port, part, threads);
        parts.add(plugin);
        return plugin;
    }

    /** Which parts have not answered a call within its time; empty if all have. */
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

    /** Looks for parts that keep a {@link LeavableLoop} for too long, and leaves it behind. */
    public void leaveOverdue() {
        parts.forEach(PluginGuard::leaveOverdue);
    }

    /**
     * A policy that answers, or fails when that takes too long. A wait below zero is a failure; of one longer than a year, a
     * year is waited.
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

    /** A policy whose failure fails the call that asked. */
    public AdmissionPolicy admissionPolicy(AdmissionPolicy policy) {
        PluginGuard plugin = plugin("admission policy", policy);
        return caller -> plugin.callOrRefuse("limits", waits.decision(), () -> policy.limits(caller));
    }

    /** A policy whose failure fails the call that asked. */
    public CreditPolicy creditPolicy(CreditPolicy policy) {
        PluginGuard plugin = plugin("credit policy", policy);
        return caller -> plugin.callOrRefuse("pays", waits.decision(), () -> policy.pays(caller));
    }

    /** A router whose failure fails the call that asked, or leaves the job waiting in the queue. */
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

    /** A catalog in whose place the last one known stands when it fails; the built-in one if there was none. */
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
                // Logged. Prices of a while ago place jobs better than none.
            }
            return last.get();
        };
    }

    /**
     * A storage all of whose blob store's failures are those of reading and writing, as the port names them.
     *
     * @param called what is called for it, and looks on perhaps
     */
    public Storage storage(Storage storage, Storage called) {
        PluginGuard plugin = plugin("blob store", storage.blobs());
        return new GuardedStorage(called, new GuardedBlobStore(plugin, called.blobs(), waits));
    }

    /** A sender whose failure is one of the try, which is then made again. */
    public CallbackSender callbackSender(CallbackSender sender) {
        return new GuardedSender(plugin("callback sender", sender), sender, waits);
    }

    /** An observer that is told by a thread of its own, and whose failures stop nothing. */
    public GuardedObserver observer(GridObserver observer) {
        return new GuardedObserver(plugin("observer", observer), observer, waits);
    }

    /**
     * An executor that keeps its nodes, taking no work, while it cannot tell them.
     *
     * @param called what is called for it, and looks on perhaps
     */
    public GuardedExecutor executor(GpuExecutor executor, GpuExecutor called) {
        return new GuardedExecutor(plugin("executor '" + executor.name() + "'", executor), called, waits);
    }

    /** Lets threads that have nothing to do end; one that hangs ends with its call. What is asked from then on fails. */
    @Override
    public void close() {
        boolean unused = DaemonThreads.end(threads, check().isPresent() ? Duration.ZERO : waits.decision());
    }
}
