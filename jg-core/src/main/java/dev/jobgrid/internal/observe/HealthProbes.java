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
 * Looks at what a grid needs, all of it at the same time, and waits for a while at most, whatever an embedder's pool or a
 * silent network makes of the look. One that has not ended is waited for again by the next, so that none pile up. Thread-safe.
 */
public final class HealthProbes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HealthProbes.class.getName());
    private static final String NO_ANSWER = "it does not answer";

    private final Duration most;
    private final Executor threads = DaemonThreads.executor();
    private final Map<String, CompletableFuture<HealthCheck>> underWay = new ConcurrentHashMap<>();

    /**
     * One thing to look at.
     *
     * @param name what it is; looks of one name are the same
     * @param found what there is to say of it; may block, and throw
     */
    public record Look(String name, Supplier<HealthCheck> found) {}

    /** @param most how long they are waited for */
    public HealthProbes(Duration most) {
        this.most = most;
    }

    /** Takes these looks, in this order. */
    public List<HealthCheck> take(List<Look> looks) {
        List<CompletableFuture<HealthCheck>> begun =
                looks.stream().map(this::begin).toList();
        long began = System.nanoTime();
        return IntStream.range(0, looks.size())
                .mapToObj(i -> check(looks.get(i).name(), begun.get(i), began))
                .toList();
    }

    private CompletableFuture<HealthCheck> begin(Look look) {
        CompletableFuture<HealthCheck> fresh = new CompletableFuture<>();
        CompletableFuture<HealthCheck> before = underWay.putIfAbsent(look.name(), fresh);
        if (before != null) {
            return before;
        }
        try {
            threads.execute(() -> run(look, fresh));
        } catch (RuntimeException | OutOfMemoryError e) {
            underWay.remove(look.name());
            fresh.complete(new HealthCheck(look.name(), false, "there was no thread to look at it"));
        }
        return fresh;
    }

    private void run(Look look, CompletableFuture<HealthCheck> told) {
        HealthCheck found = new HealthCheck(look.name(), false, NO_ANSWER);
        try {
            found = look.found().get();
        } catch (RuntimeException e) {
            // What it says may hold more than a stranger should read; the log of whoever works with it has it.
        } finally {
            underWay.remove(look.name());
            told.complete(found);
        }
    }

    /** Waits a moment for looks that are under way; one that hangs ends when what it looks at does. */
    @Override
    public void close() {
        if (!DaemonThreads.end(threads, most)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the grid is closed, and looks at its health are still under way: " + underWay.keySet());
        }
    }

    private HealthCheck check(String name, CompletableFuture<HealthCheck> told, long began) {
        try {
            return told.get(Math.max(0, most.toNanos() - (System.nanoTime() - began)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new HealthCheck(name, false, NO_ANSWER + " within " + most.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new HealthCheck(name, false, NO_ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HealthCheck(name, false, "the look at it was interrupted");
        }
    }
}
