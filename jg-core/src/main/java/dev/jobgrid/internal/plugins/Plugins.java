package dev.jobgrid.internal.plugins;

import dev.jobgrid.callbacks.CallbackAnswer;
import dev.jobgrid.callbacks.CallbackDelivery;
import dev.jobgrid.callbacks.CallbackTarget;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.BlobStore;
import dev.jobgrid.spi.CallbackSender;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Parts of the embedder's that can do a grid no harm. Those that decide for a caller or a job fail with
 * {@link JobGridException} INTERNAL_ERROR, whose message names the part and its class; for the others a harmless answer
 * stands in. Thread-safe if the parts are.
 */
public final class Plugins {
    private static final Duration LONGEST_RETRY = Duration.ofDays(365);
    // Less than a callback is held for: who takes it then is to find it free.
    private static final Duration SEND_LIMIT = Duration.ofSeconds(40);

    private Plugins() {}

    /**
     * A policy that answers, or fails when the limit is over. A wait below zero is a failure; of one longer than a year, a
     * year is waited.
     */
    public static RetryPolicy retryPolicy(RetryPolicy policy, Duration limit) {
        Plugin plugin = new Plugin("retry policy", policy);
        return (cause, runs) ->
                plugin.call(limit, () -> checked(policy, cause, runs)).map(Plugins::bounded);
    }

    private static Optional<Duration> checked(RetryPolicy policy, Failure.Cause cause, int runs) {
        Optional<Duration> wait = policy.retryAfter(cause, runs);
        if (wait.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("a retry policy cannot wait for " + wait.get());
        }
        return wait;
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
    }

    /** A policy whose failure fails the call that asked. */
    public static AdmissionPolicy admissionPolicy(AdmissionPolicy policy) {
        Plugin plugin = new Plugin("admission policy", policy);
        return caller -> plugin.callOrRefuse(() -> policy.limits(caller));
    }

    /** A policy whose failure fails the call that asked. */
    public static CreditPolicy creditPolicy(CreditPolicy policy) {
        Plugin plugin = new Plugin("credit policy", policy);
        return caller -> plugin.callOrRefuse(() -> policy.pays(caller));
    }

    /** A router whose failure fails the call that asked, or leaves the job waiting in the queue. */
    public static Router router(Router router) {
        Plugin plugin = new Plugin("router", router);
        return (request, snapshot) -> plugin.call(() -> checked(router.route(request, snapshot)));
    }

    private static Decision checked(Decision decision) {
        if (decision.outcome() != Outcome.UNSATISFIABLE && decision.chosen().isEmpty()) {
            throw new IllegalStateException("a router's decision is " + decision.outcome() + " without an offer");
        }
        return decision;
    }

    /** A catalog in whose place the last one known stands when it fails; the built-in one if there was none. */
    public static Supplier<GpuCatalog> catalog(Supplier<GpuCatalog> catalog) {
        Plugin plugin = new Plugin("GPU catalog", catalog);
        AtomicReference<GpuCatalog> last = new AtomicReference<>(GpuCatalog.builtIn());
        return () -> {
            try {
                last.set(plugin.call(catalog));
            } catch (JobGridException e) {
                // Logged. Prices of a while ago place jobs better than none.
            }
            return last.get();
        };
    }

    /** A blob store all of whose failures are those of reading and writing, as the port names them. */
    public static BlobStore blobStore(BlobStore store) {
        return new GuardedBlobStore(new Plugin("blob store", store), store);
    }

    /** A sender whose failure is one of the try, which is then made again. */
    public static CallbackSender callbackSender(CallbackSender sender) {
        return new GuardedSender(new Plugin("callback sender", sender), sender);
    }

    /**
     * An executor that keeps its nodes, taking no work, while it cannot tell them.
     *
     * @param called what is called for it, and looks on perhaps
     */
    public static GpuExecutor executor(GpuExecutor executor, GpuExecutor called) {
        return new GuardedExecutor(executor, called);
    }

    private record GuardedSender(Plugin plugin, CallbackSender sender) implements CallbackSender {
        @Override
        public Set<String> resting() {
            try {
                return plugin.call(() -> Set.copyOf(sender.resting()));
            } catch (JobGridException e) {
                return Set.of();
            }
        }

        @Override
        public CallbackAnswer send(Job job, CallbackDelivery delivery) {
            try {
                return plugin.call(SEND_LIMIT, () -> sender.send(job, delivery));
            } catch (JobGridException e) {
                return CallbackAnswer.failed("the sender had a fault of its own");
            }
        }

        @Override
        public Optional<String> whyNeverSent(CallbackTarget target) {
            try {
                return plugin.call(() -> sender.whyNeverSent(target));
            } catch (JobGridException e) {
                // It is only a warning that the client misses.
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            try {
                plugin.call(() -> {
                    sender.close();
                    return true;
                });
            } catch (JobGridException e) {
                // Logged; the rest of the grid is closed all the same.
            }
        }
    }
}
