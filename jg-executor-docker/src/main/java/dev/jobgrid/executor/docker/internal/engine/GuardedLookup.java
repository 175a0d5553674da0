package dev.jobgrid.executor.docker.internal.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A guarded look-up by the embedder for each launch. Every failure, whether exception, error of its code, null or no
 * answer, fails only that run with a message that names the look-up; each kind of failure is logged once. With eight
 * overdue look-ups it is not called again until one returns. Thread-safe.
 */
public final class GuardedLookup {
    private static final System.Logger LOG = System.getLogger(GuardedLookup.class.getName());
    private static final int MAX_LOGGED = 16;
    private static final int MAX_UNANSWERED = 8;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Executor THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "jobgrid docker look-up");
        thread.setDaemon(true);
        return thread;
    });

    private final String name;
    private final Duration limit;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** A guard of an embedder's object, with the name of what it looks up. */
    public GuardedLookup(String what, Object by) {
        this(what, by, LIMIT);
    }

    /** As {@link #GuardedLookup(String, Object)}, with this time limit. */
    GuardedLookup(String what, Object by, Duration limit) {
        this.limit = limit;
        this.name = what + " of " + by.getClass().getName();
    }

    /** The look-up failed; the message is public. */
    public static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private FailedException(String message) {
            super(message);
        }
    }

    /**
     * Looks it up.
     *
     * @throws FailedException if that fails
     * @throws CancellationException if this thread is interrupted
     */
    public <T> T ask(Supplier<@Nullable T> lookup) {
        if (unanswered.get() >= MAX_UNANSWERED) {
            throw failed("has not answered " + MAX_UNANSWERED + " times", null);
        }
        T found = await(CompletableFuture.supplyAsync(lookup, THREADS));
        if (found == null) {
            throw failed("returned null", null);
        }
        return found;
    }

    private <T> @Nullable T await(CompletableFuture<@Nullable T> result) {
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            leave(result);
            throw failed("did not answer within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            leave(result);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** The abandoned call counts until it returns. */
    private void leave(CompletableFuture<?> result) {
        unanswered.incrementAndGet();
        CompletableFuture<?> unused = result.whenComplete((value, failure) -> unanswered.decrementAndGet());
    }

    private FailedException failed(Throwable e) {
        boolean isOfLookup = e instanceof RuntimeException
                || e instanceof LinkageError
                || e instanceof StackOverflowError
                || e instanceof AssertionError;
        if (e instanceof Error error && !isOfLookup) {
            throw error;
        }
        return failed("failed (" + e.getClass().getName() + ")", e);
    }

    private FailedException failed(String how, @Nullable Throwable cause) {
        String message = "The look-up of " + name + " " + how + ".";
        if (logged.size() < MAX_LOGGED && logged.add(how)) {
            LOG.log(System.Logger.Level.WARNING, message + " This is logged once.", cause);
        }
        return new FailedException(message);
    }
}
