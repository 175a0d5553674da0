package dev.jobgrid.internal.observe;

import dev.jobgrid.internal.loops.DaemonThreads;
import dev.jobgrid.monitor.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs health probes concurrently with a time limit, whatever an embedder's pool or a silent network does. A probe that
 * has not ended is awaited again by the next check, so that none pile up. Thread-safe.
 */
public final class HealthProbes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HealthProbes.class.getName());
    private static final String NO_ANSWER = "it does not answer";

    private final Duration timeout;
    private final Executor threads = DaemonThreads.platformExecutor();
    private final Map<String, CompletableFuture<HealthCheck>> underWay = new ConcurrentHashMap<>();

    /**
     * A probe.
     *
     * @param name its component; probes with one name are the same
     * @param found the check; may block, and throw
     */
    public record Probe(String name, Supplier<HealthCheck> found) {}

    /** @param timeout the time limit */
    public HealthProbes(Duration timeout) {
        this.timeout = timeout;
    }

    /** Runs these probes; results are in this order. */
    public List<HealthCheck> take(List<Probe> probes) {
        List<CompletableFuture<HealthCheck>> begun =
                probes.stream().map(this::begin).toList();
        long began = System.nanoTime();
        return IntStream.range(0, probes.size())
                .mapToObj(i -> check(probes.get(i).name(), begun.get(i), began))
                .toList();
    }

    private CompletableFuture<HealthCheck> begin(Probe probe) {
        CompletableFuture<HealthCheck> fresh = new CompletableFuture<>();
        CompletableFuture<HealthCheck> before = underWay.putIfAbsent(probe.name(), fresh);
        if (before != null) {
            return before;
        }
        try {
            threads.execute(() -> run(probe, fresh));
        } catch (RuntimeException | OutOfMemoryError e) {
            underWay.remove(probe.name());
            fresh.complete(new HealthCheck(probe.name(), false, "no thread for this check"));
        }
        return fresh;
    }

    private void run(Probe probe, CompletableFuture<HealthCheck> result) {
        HealthCheck found = new HealthCheck(probe.name(), false, NO_ANSWER);
        try {
            found = probe.found().get();
        } catch (RuntimeException e) {
            // Its message may not be public; the component itself logs it.
        } finally {
            underWay.remove(probe.name());
            result.complete(found);
        }
    }

    /** Waits a moment for running probes; a hanging one ends with its component. */
    @Override
    public void close() {
        if (!DaemonThreads.end(threads, timeout)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the grid is closed, and health checks are still running: " + underWay.keySet());
        }
    }

    private HealthCheck check(String name, CompletableFuture<HealthCheck> result, long began) {
        try {
            return result.get(Math.max(0, timeout.toNanos() - (System.nanoTime() - began)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new HealthCheck(name, false, NO_ANSWER + " within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new HealthCheck(name, false, NO_ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HealthCheck(name, false, "the check was interrupted");
        }
    }
}
