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
 * One part that the embedder plugged in. Whatever a call of it does, exception, error of its code, null, no answer, comes
 * out as one exception that names the part; each kind of failure is logged once. Thread-safe.
 *
 * <p>A call that never returns keeps its thread. So a part is not asked for the same again while it has not answered eight such
 * calls within their time, and says that it hangs. Most calls are made on threads of their own, and are left when their time is
 * over; what is asked for every job is called on the thread that needs it, which would cost more to wait for than to do. So is
 * what a {@link LeavableLoop} asks of a run: the loop itself is left then, and others call as all do until it has come back.
 */
final class PluginGuard {
    private static final System.Logger LOG = System.getLogger(PluginGuard.class.getName());
    private static final int MAX_OVERDUE = 8;
    private static final Object WHOLE = "the part";
    private static final int MAX_LOGGED = 16;
    private static final String LAMBDA = "$$Lambda";

    private final String name;
    /** What is asked: the part, or one of its runs, which may hang by itself. */
    private final Object of;

    private final Executor threads;
    private final Shared shared;

    /**
     * What is known of a part and all of its runs.
     *
     * @param pending calls on the threads that need them, and those of the others that nobody waits for any more
     * @param inLoops those of loops that are not left
     * @param left how many nobody waits for any more
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
     * A part.
     *
     * @param port what it is to the grid: "retry policy"
     * @param part the embedder's object
     * @param threads run each call at once, in a thread of its own
     */
    PluginGuard(String port, Object part, Executor threads) {
        this(port + " " + className(part), WHOLE, threads, new Shared());
    }

    /** One of the part's runs: it is not asked for the same again while it has not answered once. */
    PluginGuard of(RunKey run) {
        return new PluginGuard(name, run, threads, shared);
    }

    private static String className(Object part) {
        String name = part.getClass().getName();
        int lambda = name.indexOf(LAMBDA);
        return lambda < 0 ? name : "(a lambda of " + name.substring(0, lambda) + ")";
    }

    /** Something that is asked of a part. */
    @FunctionalInterface
    interface Call<T> {
        @Nullable
        T make() throws IOException, InterruptedException;
    }

    /**
     * Calls it on this thread.
     *
     * @param limit how long is usual at most
     * @throws JobGridException INTERNAL_ERROR if it fails or returns null, or is not asked since it hangs
     */
    <T> T callHere(String operation, Duration limit, Supplier<? extends @Nullable T> call) {
        return here(operation, limit, call, false);
    }

    /**
     * Calls a part on this thread that may refuse a caller by a {@link JobGridException} of its own.
     *
     * @throws JobGridException the part's own; as {@link #callHere} if it fails otherwise
     */
    <T> T callOrRefuse(String operation, Duration limit, Supplier<@Nullable T> call) {
        return here(operation, limit, call, true);
    }

    private <T> T here(String operation, Duration limit, Supplier<? extends @Nullable T> call, boolean mayRefuse) {
        PendingCall here = called(operation, limit, Optional.empty());
        refuseIfHanging(here);
        shared.pending().add(here);
        T answer;
        try {
            answer = call.get();
        } catch (RuntimeException | Error e) {
            if (mayRefuse && e instanceof JobGridException refusal) {
                throw refusal;
            }
            throw failed(e);
        } finally {
            shared.pending().remove(here);
        }
        return answered(answer);
    }

    /**
     * Calls it on a thread of its own, and waits no longer than that.
     *
     * @throws JobGridException INTERNAL_ERROR if it fails, returns null, does not answer, or is not asked since it hangs
     */
    <T> T call(String operation, Duration limit, Call<T> call) {
        // One that closes the grid may have been interrupted; that is no reason to leave its parts open.
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

    /** As {@link #call}, of what returns nothing. */
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
     * As {@link #await}, of what reads something.
     *
     * @throws IOException if it cannot be read, which is how it fails otherwise, too
     */
    <T> T read(String operation, Duration limit, Call<T> call) throws IOException, InterruptedException {
        return read(called(operation, limit), call);
    }

    /** As {@link #read(String, Duration, Call)}, of a call that tells when it calls back. */
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
        CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
        shared.inLoops().add(call);
        complete(answer, what);
        shared.inLoops().remove(call);
        if (!call.end()) {
            returned(call);
            throw new LeftBehindError(call.operation());
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            throw e;
        }
    }

    /** Leaves the loops behind that it keeps for too long. */
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
        CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
        begin(() -> complete(answer, what));
        try {
            while (true) {
                try {
                    return answer.get(call.left().toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (call.leaveIfOverdue()) {
                        leave(call, answer);
                        throw failure(unanswered(call), e);
                    }
                }
            }
        } catch (InterruptedException e) {
            call.leave();
            leave(call, answer);
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
            throw new JobGridException("the " + name + " is not asked any more, since its grid is closed", e);
        }
    }

    /** Whatever happens, who waits is told. */
    private static <T> void complete(CompletableFuture<@Nullable T> answer, Call<T> call) {
        try {
            answer.complete(call.make());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /** Nobody waits for that answer any more; until it comes it counts against the part. */
    private void leave(PendingCall call, CompletableFuture<?> answer) {
        left(call);
        CompletableFuture<?> unused = answer.whenComplete((value, failure) -> returned(call));
    }

    private void left(PendingCall call) {
        shared.left().incrementAndGet();
        shared.pending().add(call);
    }

    private void returned(PendingCall call) {
        shared.pending().remove(call);
        shared.left().decrementAndGet();
    }

    /** A call that begins; of a run, by the loop of this thread unless the part keeps others already. */
    PendingCall called(String operation, Duration limit) {
        boolean isInLoop = !of.equals(WHOLE) && shared.left().get() == 0;
        return called(operation, limit, isInLoop ? LeavableLoop.current() : Optional.empty());
    }

    private PendingCall called(String operation, Duration limit, Optional<LeavableLoop> loop) {
        return new PendingCall(of, operation, limit, loop);
    }

    private void refuseIfHanging(PendingCall call) {
        int most = of.equals(WHOLE) ? MAX_OVERDUE : 1;
        if (overdue(other -> other.isAlike(call)) >= most) {
            throw failure("has not answered " + (most == 1 ? "an earlier call" : most + " earlier calls"), null);
        }
    }

    private long overdue(Predicate<PendingCall> which) {
        return shared.pending().isEmpty()
                ? 0
                : shared.pending().stream()
                        .filter(which.and(PendingCall::isOverdue))
                        .count();
    }

    /** Whether it has not answered a call for this within its time. */
    boolean isSilent(String operation) {
        PendingCall call = called(operation, Duration.ZERO, Optional.empty());
        return overdue(call::isAlike) > 0;
    }

    /** Whether the part and its runs together have not answered as many calls for this as one part may. */
    boolean isHanging(String operation) {
        return overdue(call -> call.operation().equals(operation)) >= MAX_OVERDUE;
    }

    /** What the part has not answered within its time; empty if there is nothing. */
    Optional<String> problem() {
        List<PendingCall> overdue =
                shared.pending().stream().filter(PendingCall::isOverdue).toList();
        return overdue.stream()
                .max(Comparator.comparing(PendingCall::turn))
                .map(longest -> "the " + name + " has not answered " + overdue.size()
                        + (overdue.size() == 1 ? " call, " : " calls, the longest ") + longest.operation() + " for "
                        + longest.turn().toSeconds() + " s");
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

    /** Logs, once, what is the matter with the part. */
    void tell(String what) {
        logOnce(what, "the " + name + " " + what, null);
    }
}
