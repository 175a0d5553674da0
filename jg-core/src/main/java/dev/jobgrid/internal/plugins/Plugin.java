package dev.jobgrid.internal.plugins;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.internal.loops.DaemonThreads;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One part that the embedder plugged in. Whatever a call of it does, exception, error of its code, null, no answer, comes
 * out as one exception that names the part; each kind of failure is logged once. Thread-safe.
 */
final class Plugin {
    private static final System.Logger LOG = System.getLogger(Plugin.class.getName());
    private static final Executor THREADS = DaemonThreads.executor();
    // A call that never returns keeps its thread: a part that has so many of them is not called again.
    private static final int MAX_OVERDUE = 8;
    private static final int MAX_LOGGED = 16;
    private static final String LAMBDA = "$$Lambda";

    private final String name;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger overdue = new AtomicInteger();

    /**
     * A part.
     *
     * @param port what it is to the grid: "retry policy"
     * @param part the embedder's object
     */
    Plugin(String port, Object part) {
        this.name = port + " " + className(part);
    }

    private static String className(Object part) {
        String name = part.getClass().getName();
        int lambda = name.indexOf(LAMBDA);
        return lambda < 0 ? name : "(a lambda of " + name.substring(0, lambda) + ")";
    }

    /**
     * Calls it.
     *
     * @throws JobGridException INTERNAL_ERROR if it fails or returns null
     */
    <T> T call(Supplier<? extends @Nullable T> call) {
        T answer;
        try {
            answer = call.get();
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
        return answered(answer);
    }

    /**
     * Calls a part that may refuse a caller by a {@link JobGridException} of its own.
     *
     * @throws JobGridException the part's own; INTERNAL_ERROR if it fails otherwise or returns null
     */
    <T> T callOrRefuse(Supplier<@Nullable T> call) {
        T answer;
        try {
            answer = call.get();
        } catch (JobGridException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
        return answered(answer);
    }

    /** A call that waits for something. */
    @FunctionalInterface
    interface Waiting<T> {
        @Nullable
        T call() throws InterruptedException;
    }

    /**
     * Calls it.
     *
     * @throws JobGridException INTERNAL_ERROR if it fails or returns null
     */
    <T> T await(Waiting<T> call) throws InterruptedException {
        T answer;
        try {
            answer = call.call();
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
        return answered(answer);
    }

    /** A call that reads something. */
    @FunctionalInterface
    interface Reading<T> {
        @Nullable
        T call() throws IOException, InterruptedException;
    }

    /**
     * Calls it.
     *
     * @throws IOException if it cannot be read, which is how it fails otherwise, too
     */
    <T> T read(Reading<T> call) throws IOException, InterruptedException {
        T answer;
        try {
            answer = call.call();
        } catch (RuntimeException | Error e) {
            throw unread(failed(e));
        }
        if (answer == null) {
            throw unread(failure("returned null", null));
        }
        return answer;
    }

    private static IOException unread(JobGridException failure) {
        return new IOException(failure.getMessage(), failure);
    }

    /**
     * Calls it on a thread of its own, and waits no longer than that.
     *
     * @throws JobGridException INTERNAL_ERROR if it fails, returns null, does not answer, or still has not answered
     *     several earlier calls that were not waited for any longer
     */
    <T> T call(Duration limit, Supplier<@Nullable T> call) {
        if (overdue.get() >= MAX_OVERDUE) {
            throw failure("has not answered " + MAX_OVERDUE + " earlier calls", null);
        }
        CompletableFuture<@Nullable T> answer = CompletableFuture.supplyAsync(call, THREADS);
        try {
            return answered(answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw failed(cause == null ? e : cause);
        } catch (TimeoutException e) {
            leave(answer);
            throw failure("did not answer within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            leave(answer);
            Thread.currentThread().interrupt();
            throw failure("was interrupted", e);
        }
    }

    /** Nobody waits for that answer any more; until it comes it counts against the part. */
    private void leave(CompletableFuture<?> answer) {
        overdue.incrementAndGet();
        CompletableFuture<?> unused = answer.whenComplete((value, failure) -> overdue.decrementAndGet());
    }

    /** Whether that may come of the part's own code: other errors are of the JVM, and no one's to handle here. */
    private static boolean isOfPart(Throwable failure) {
        return failure instanceof Exception
                || failure instanceof LinkageError
                || failure instanceof StackOverflowError
                || failure instanceof AssertionError
                || failure instanceof ServiceConfigurationError;
    }

    private <T> T answered(@Nullable T answer) {
        if (answer == null) {
            throw failure("returned null", null);
        }
        return answer;
    }

    /** What is thrown instead of what the part threw; the JVM's own errors are thrown on. */
    private JobGridException failed(Throwable failure) {
        if (failure instanceof Error error && !isOfPart(error)) {
            throw error;
        }
        return failure("failed (" + failure.getClass().getName() + ")", failure);
    }

    private JobGridException failure(String what, @Nullable Throwable cause) {
        String message = "the " + name + " " + what;
        if (logged.size() < MAX_LOGGED && logged.add(what)) {
            LOG.log(Level.WARNING, message + "; this is logged once", cause);
        }
        return cause == null
                ? new JobGridException(ErrorCode.INTERNAL_ERROR, message)
                : new JobGridException(message, cause);
    }
}
