package dev.jobgrid.internal.plugins;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.RunKey;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards the calls of one plug-in of the embedder. Every failure, whether exception, error of its code, null or no
 * answer, becomes one exception that names the plug-in; each kind of failure is logged once. Thread-safe.
 *
 * <p>A call that never returns blocks its thread. So a method is not called again while eight such calls are overdue;
 * it then fails as hanging. Most calls run on their own threads, and are abandoned after their time limit; methods
 * called for every job run on the calling thread, since a hand-over would cost more than the call. So do calls of a
 * {@link LeavableLoop} to a run: the loop itself is abandoned then, and other calls use their own threads until it has
 * returned.
 */
final class PluginGuard {
    private static final System.Logger LOG = System.getLogger(PluginGuard.class.getName());
    private static final int MAX_OVERDUE = 8;
    private static final Object WHOLE = "the part";
    private static final int MAX_LOGGED = 16;
    private static final String LAMBDA = "$$Lambda";

    private final String name;
    /** The target of a call: the plug-in, or one of its runs, which may hang by itself. */
    private final Object of;

    private final Executor threads;
    private final Shared shared;

    /**
     * The state of a plug-in and all of its runs.
     *
     * @param pending calls on the calling threads, and abandoned calls of other threads
     * @param inLoops calls of loops that are not abandoned
     * @param left the number of abandoned calls
     */
    private record Shared(Set<String> logged, Set<PendingCall> pending, Set<PendingCall> inLoops, AtomicInteger left) {
        Shared() {
            this(
                    ConcurrentHashMap.newKeySet(),
                    ConcurrentHashMap.newKeySet(),
                    ConcurrentHashMap.newKeySet(),
                    new AtomicInteger());
        }
    }

    private PluginGuard(String name, Object of, Executor threads, Shared shared) {
        this.name = name;
        this.of = of;
        this.threads = threads;
        this.shared = shared;
    }

    /**
     * A guard of a plug-in.
     *
     * @param port its role: "retry policy"
     * @param part the embedder's object
     * @param threads run each call at once, in its own thread
     */
    PluginGuard(String port, Object part, Executor threads) {
        this(port + " " + className(part), WHOLE, threads, new Shared());
    }

    /** A guard of one of the plug-in's runs: a method is not called again while one call is overdue. */
    PluginGuard of(RunKey run) {
        return new PluginGuard(name, run, threads, shared);
    }

    private static String className(Object part) {
        String name = part.getClass().getName();
        int lambda = name.indexOf(LAMBDA);
        return lambda < 0 ? name : "(a lambda of " + name.substring(0, lambda) + ")";
    }

    /** A call of a plug-in. */
    @FunctionalInterface
    interface Call<T> {
        @Nullable
        T make() throws IOException, InterruptedException;
    }

    /**
     * Calls it on this thread.
     *
     * @param limit the usual time limit
     * @throws JobGridException INTERNAL_ERROR if it fails or returns null, or is not called because it hangs
     */
    <T> T callHere(String operation, Duration limit, Supplier<? extends @Nullable T> call) {
        return here(operation, limit, call, false);
    }

    /**
     * Calls a plug-in on this thread that may refuse a caller by a {@link JobGridException} of its own.
     *
     * @throws JobGridException the plug-in's own; as {@link #callHere} if it fails otherwise
     */
    <T> T callOrRefuse(String operation, Duration limit, Supplier<@Nullable T> call) {
        return here(operation, limit, call, true);
    }

    private <T> T here(String operation, Duration limit, Supplier<? extends @Nullable T> call, boolean mayRefuse) {
        PendingCall here = called(operation, limit, Optional.empty());
        refuseIfHanging(here);
        shared.pending().add(here);
        T result;
        try {
            result = call.get();
        } catch (RuntimeException | Error e) {
            if (mayRefuse && e instanceof JobGridException refusal) {
                throw refusal;
            }
            throw failed(e);
        } finally {
            shared.pending().remove(here);
        }
        return answered(result);
    }

    /**
     * Calls it on its own thread, with a time limit.
     *
     * @throws JobGridException INTERNAL_ERROR if it fails, returns null, does not answer, or is not called because it
     *     hangs
     */
    <T> T call(String operation, Duration limit, Call<T> call) {
        // The closing thread may have been interrupted; plug-ins are closed all the same.
        boolean interrupted = Thread.interrupted();
        try {
            return await(operation, limit, call);
        } catch (InterruptedException e) {
            interrupted = true;
            throw failure("was interrupted", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #call}, without a result. */
    void run(String operation, Duration limit, Runnable call) {
        boolean unused = call(operation, limit, () -> {
            call.run();
            return true;
        });
    }

    /** As {@link #call}, for a thread that may be interrupted meanwhile. */
    <T> T await(String operation, Duration limit, Call<T> call) throws InterruptedException {
        try {
            return answered(made(called(operation, limit), call));
        } catch (ExecutionException e) {
            throw failed(cause(e));
        }
    }

    /**
     * As {@link #await}, for a read.
     *
     * @throws IOException if the read fails, or for any other failure
     */
    <T> T read(String operation, Duration limit, Call<T> call) throws IOException, InterruptedException {
        return read(called(operation, limit), call);
    }

    /** As {@link #read(String, Duration, Call)}, for a call that reports its callbacks. */
    <T> T read(PendingCall pending, Call<T> call) throws IOException, InterruptedException {
        try {
            return answered(made(pending, call));
        } catch (ExecutionException e) {
            if (cause(e) instanceof IOException unreadable) {
                throw unreadable;
            }
            throw unread(failed(cause(e)));
        } catch (JobGridException e) {
            throw unread(e);
        }
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    private static IOException unread(JobGridException failure) {
        return new IOException(failure.getMessage(), failure);
    }

    private <T> @Nullable T made(PendingCall call, Call<T> what) throws ExecutionException, InterruptedException {
        return call.loop().isPresent() ? inLoop(call, what) : apart(call, what);
    }

    private <T> @Nullable T inLoop(PendingCall call, Call<T> what) throws ExecutionException, InterruptedException {
        CompletableFuture<@Nullable T> result = new CompletableFuture<>();
        shared.inLoops().add(call);
        complete(result, what);
        shared.inLoops().remove(call);
        if (!call.end()) {
            returned(call);
            throw new LeftBehindError(call.operation());
        }
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            throw e;
        }
    }

    /** Abandons the loops that it blocks for too long. */
    void leaveOverdue() {
        for (PendingCall call : shared.inLoops()) {
            if (call.isOverdue() && shared.inLoops().remove(call) && isLeft(call)) {
                logOnce("hangs", "the " + name + " " + unanswered(call), null);
                call.loop().ifPresent(LeavableLoop::leave);
            }
        }
    }

    private boolean isLeft(PendingCall call) {
        left(call); // before it may return
        boolean isLeft = call.leaveIfOverdue();
        if (!isLeft) {
            returned(call);
        }
        return isLeft;
    }

    private <T> @Nullable T apart(PendingCall call, Call<T> what) throws ExecutionException, InterruptedException {
        refuseIfHanging(call);
        CompletableFuture<@Nullable T> result = new CompletableFuture<>();
        begin(() -> complete(result, what));
        try {
            while (true) {
                try {
                    return result.get(call.left().toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (call.leaveIfOverdue()) {
                        leave(call, result);
                        throw failure(unanswered(call), e);
                    }
                }
            }
        } catch (InterruptedException e) {
            call.leave();
            leave(call, result);
            throw e;
        }
    }

    private static String unanswered(PendingCall call) {
        return "did not answer within " + call.limit().toSeconds() + " s (" + call.operation() + ")";
    }

    private void begin(Runnable call) {
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            throw new JobGridException("the " + name + " is not called any more, since its grid is closed", e);
        }
    }

    /** In any case, the waiting thread is notified. */
    private static <T> void complete(CompletableFuture<@Nullable T> result, Call<T> call) {
        try {
            result.complete(call.make());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** The call is abandoned; until it returns it counts as overdue. */
    private void leave(PendingCall call, CompletableFuture<?> result) {
        left(call);
        CompletableFuture<?> unused = result.whenComplete((value, failure) -> returned(call));
    }

    private void left(PendingCall call) {
        shared.left().incrementAndGet();
        shared.pending().add(call);
    }

    private void returned(PendingCall call) {
        shared.pending().remove(call);
        shared.left().decrementAndGet();
    }

    /** A new call; for a run, by the loop of this thread unless the plug-in already blocks others. */
    PendingCall called(String operation, Duration limit) {
        boolean isInLoop = !of.equals(WHOLE) && shared.left().get() == 0;
        return called(operation, limit, isInLoop ? LeavableLoop.current() : Optional.empty());
    }

    private PendingCall called(String operation, Duration limit, Optional<LeavableLoop> loop) {
        return new PendingCall(of, operation, limit, loop);
    }

    private void refuseIfHanging(PendingCall call) {
        int max = of.equals(WHOLE) ? MAX_OVERDUE : 1;
        if (overdue(other -> other.isAlike(call)) >= max) {
            throw failure("has not answered " + (max == 1 ? "an earlier call" : max + " earlier calls"), null);
        }
    }

    private long overdue(Predicate<PendingCall> which) {
        return shared.pending().isEmpty()
                ? 0
                : shared.pending().stream()
                        .filter(which.and(PendingCall::isOverdue))
                        .count();
    }

    /** Whether a call of this method is overdue. */
    boolean isSilent(String operation) {
        PendingCall call = called(operation, Duration.ZERO, Optional.empty());
        return overdue(call::isAlike) > 0;
    }

    /** Whether the plug-in and its runs together have the most overdue calls of this method. */
    boolean isHanging(String operation) {
        return overdue(call -> call.operation().equals(operation)) >= MAX_OVERDUE;
    }

    /** The plug-in's overdue calls; empty if there are none. */
    Optional<String> problem() {
        List<PendingCall> overdue =
                shared.pending().stream().filter(PendingCall::isOverdue).toList();
        return overdue.stream()
                .max(Comparator.comparing(PendingCall::turn))
                .map(longest -> "the " + name + " has not answered " + overdue.size()
                        + (overdue.size() == 1 ? " call, " : " calls, the longest ") + longest.operation() + " for "
                        + longest.turn().toSeconds() + " s");
    }

    /** Whether the error may come from the plug-in's own code: other errors are the JVM's, and not handled here. */
    private static boolean isOfPart(Throwable failure) {
        return failure instanceof Exception
                || failure instanceof LinkageError
                || failure instanceof StackOverflowError
                || failure instanceof AssertionError
                || failure instanceof ServiceConfigurationError;
    }

    private <T> T answered(@Nullable T result) {
        if (result == null) {
            throw failure("returned null", null);
        }
        return result;
    }

    /** The exception that replaces the plug-in's; the JVM's own errors are rethrown. */
    private JobGridException failed(Throwable failure) {
        if (failure instanceof Error error && !isOfPart(error)) {
            throw error;
        }
        return failure("failed (" + failure.getClass().getName() + ")", failure);
    }

    private JobGridException failure(String what, @Nullable Throwable cause) {
        String message = "the " + name + " " + what;
        logOnce(what, message, cause);
        return cause == null
                ? new JobGridException(ErrorCode.INTERNAL_ERROR, message)
                : new JobGridException(message, cause);
    }

    private void logOnce(String what, String message, @Nullable Throwable cause) {
        if (shared.logged().size() < MAX_LOGGED && shared.logged().add(what)) {
            LOG.log(Level.WARNING, message + "; this is logged once", cause);
        }
    }

    /** Logs a problem of the plug-in once. */
    void warn(String what) {
        logOnce(what, "the " + name + " " + what, null);
    }
}
