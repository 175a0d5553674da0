package dev.jobgrid.internal.instances;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.InstanceStore.Listener;
import dev.jobgrid.spi.store.InstanceStore.Listening;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Maintains this grid's membership: joins, renews its lease three times in its length, listens to notifications of
 * peers, and leaves. A grid that renews too late has been ended by its peers, and rejoins under a new id. Stepped by
 * one thread; the rest is thread-safe.
 */
public final class Membership implements Loop, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Membership.class.getName());
    private static final int RENEWALS = 3;

    private final InstanceStore store;
    private final LocalInstance self;
    private final Supplier<List<Instance.Node>> nodes;
    private final Duration lease;
    private final InstantSource clock;
    private final Hearing hearing;
    private final CountDownLatch closing;
    private Optional<Instant> renewed = Optional.empty();
    private volatile Optional<String> failure = Optional.empty();
    private Optional<Listening> listening = Optional.empty();

    /**
     * Notifications of peers.
     *
     * @param onWork called when jobs were queued or devices released
     * @param onChange called with a job that others have cancelled or launched while this grid owns its run
     */
    public record Hearing(Runnable onWork, Consumer<JobRef> onChange) implements Listener {
        @Override
        public void workStored() {
            onWork.run();
        }

        @Override
        public void changed(JobRef job) {
            onChange.accept(job);
        }
    }

    /**
     * A membership that has not joined.
     *
     * @param nodes the nodes that this grid can reach now
     * @param closing ends the steps
     */
    public Membership(
            InstanceStore store,
            LocalInstance self,
            Supplier<List<Instance.Node>> nodes,
            Duration lease,
            InstantSource clock,
            Hearing hearing,
            CountDownLatch closing) {
        this.store = store;
        this.self = self;
        this.nodes = nodes;
        this.lease = lease;
        this.clock = clock;
        this.hearing = hearing;
        this.closing = closing;
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        if (self.isJoined() && !isDue()) {
            return !closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        }
        try {
            if (self.isJoined()) {
                renew();
            } else {
                join();
            }
            failure = Optional.empty();
        } catch (RuntimeException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
        return true;
    }

    /**
     * Why this grid cannot register with the store, without which it starts nothing new; empty if there is no problem.
     */
    public Optional<HealthCheck> check() {
        return failure.map(why -> new HealthCheck(
                "membership",
                self.isJoined(),
                "this grid cannot register with the store and starts no new jobs: " + why));
    }

    /** Also when the clock was set back: the age of the last renewal is unknown then. */
    private boolean isDue() {
        Instant now = clock.instant();
        return renewed.map(at -> now.isBefore(at) || !now.isBefore(at.plus(lease.dividedBy(RENEWALS))))
                .orElse(true);
    }

    private void join() {
        Instant before = clock.instant();
        stopListening();
        // A new id each time: an earlier try may have been stored with its response lost.
        Instance fresh = new Instance(InstanceId.random(), nodes.get());
        refuseCopies(fresh);
        store.join(fresh, lease);
        try {
            // Again: of two that start at once, each may have checked before the other joined.
            refuseCopies(fresh);
        } catch (RuntimeException e) {
            store.leave(fresh.id());
            throw e;
        }
        listening = Optional.of(store.listen(fresh.id(), hearing));
        renewed = Optional.of(before);
        self.joined(fresh.id());
        hearing.workStored();
    }

    /** Two machines with one id would take each other's runs for their own, find nothing, and start them again. */
    private void refuseCopies(Instance fresh) {
        if (fresh.nodes().stream().allMatch(own -> own.node().fingerprint().isEmpty())) {
            return; // no machine can be distinguished from a copy, and the store is not read
        }
        for (Instance other : store.live(fresh.id())) {
            for (Instance.Node theirs : other.nodes()) {
                boolean isCopied = !other.id().equals(fresh.id())
                        && fresh.nodes().stream()
                                .anyMatch(own -> own.executor().equals(theirs.executor())
                                        && own.node().isCopyOf(theirs.node()));
                if (isCopied) {
                    throw new JobGridException(
                            ErrorCode.CONFLICT,
                            "another live grid has the machine " + theirs.node().machine() + " too, node '"
                                    + theirs.node().id() + "' of executor " + theirs.executor()
                                    + ", in another folder or on another host; one of them is a copy: stop the other,"
                                    + " or remove the file 'machine' from the copy's folder of runs, if no run of it"
                                    + " goes on. A host that was started again waits for its earlier lease to end");
                }
            }
        }
    }

    private void renew() {
        Instant before = clock.instant();
        if (store.renew(new Instance(self.id(), nodes.get()), lease)) {
            renewed = Optional.of(before);
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "grid " + self.id() + " lost its lease; rejoins under a new instance id");
        self.over();
        join();
    }

    private void stopListening() {
        listening.ifPresent(Listening::close);
        listening = Optional.empty();
    }

    /** Leaves, so that peers take over this grid's runs at once. Call it after the last step. */
    @Override
    public void close() {
        try {
            stopListening();
            if (self.isJoined()) {
                store.leave(self.id());
            }
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "grid " + self.id() + " could not leave; its peers notice when its lease ends",
                    e);
        }
    }
}
