package dev.jobgrid.internal.schedule;

import dev.jobgrid.GridSettings;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.capacity.AwayNode;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeDirectory;
import dev.jobgrid.internal.capacity.Slot;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.execute.Silence;
import dev.jobgrid.internal.instances.LocalInstance;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Instances;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Takes over runs without a live owner: those of this grid's earlier processes and of ended peers, if this grid can
 * reach their nodes. Runs that no grid can reach are awaited, then given up by the retry policy. Polls a few times per
 * lease; a failure of one run does not affect others. Stepped by one thread.
 */
public final class Recovery implements Loop {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
    private static final int LOOKS = 3;

    private final Storage storage;
    private final JobWriter writer;
    private final Capacity capacity;
    private final Runners runners;
    private final GridSettings.Sharing settings;
    private final GridClock clock;
    private final LocalInstance self;
    private final CountDownLatch closing;
    private final Runnable onFree;
    private final AwayWatch away;
    private final Map<RunKey, Silence> unreached = new HashMap<>();
    private Optional<Instant> lastLook = Optional.empty();
    private Optional<InstanceId> lookedAs = Optional.empty();
    private Sight lastSight = new Sight(List.of(), List.of());
    private List<AwayNode> lastGone = List.of();
    private NodeDirectory ownNodes = NodeDirectory.NONE;
    private NodeDirectory peerNodes = NodeDirectory.NONE;
    private InstanceId me;

    /**
     * A recovery that has not begun.
     *
     * @param onFree called when new devices or nodes may be available
     */
    public Recovery(Dispatcher.Parts parts, Runnable onFree) {
        this.storage = parts.storage();
        this.writer = parts.writer();
        this.capacity = parts.capacity();
        this.runners = parts.runners();
        this.settings = parts.settings().sharing();
        this.clock = parts.clock();
        this.away = new AwayWatch(storage.instances(), settings.nodeAwayTimeout(), clock);
        this.self = parts.self();
        this.closing = parts.closing();
        this.onFree = onFree;
        this.me = self.id();
    }

    /** Live instances, and the allocations read just before them. */
    private record Sight(List<Allocation> holds, List<Instance> live) {
        boolean isLive(InstanceId id) {
            return live.stream().anyMatch(instance -> instance.id().equals(id));
        }

        /**
         * Whether this grid acts for all. None does while none has a lease: the store may have been unreachable for
         * that long.
         */
        boolean isFirst(InstanceId id) {
            return live.stream().limit(1).anyMatch(instance -> instance.id().equals(id));
        }

        List<Instance.Node> nodesOfPeers(InstanceId id) {
            return live.stream()
                    .filter(instance -> !instance.id().equals(id))
                    .flatMap(instance -> instance.nodes().stream())
                    .toList();
        }
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        if (!self.isJoined() || !isDue()) {
            return !closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        }
        poll();
        return true;
    }

    private boolean isDue() {
        Instant now = clock.instant();
        return !lookedAs.equals(Optional.of(self.id()))
                || lastLook.map(at -> now.isBefore(at)
                                || !now.isBefore(at.plus(settings.lease().dividedBy(LOOKS))))
                        .orElse(true);
    }

    private void poll() {
        me = self.id();
        // Only runs owned before the live instances are read can belong to an ended one.
        List<Allocation> holds = capacity.read(storage.holds()::list);
        boolean isFirst = lookedAs.isEmpty();
        List<Job> active = isFirst ? storage.jobs().active() : List.of();
        Instances found = storage.instances().read(me);
        Sight sight = new Sight(holds, found.live());
        List<Instance.Node> own = capacity.nodes();
        List<Instance.Node> peers = sight.nodesOfPeers(me);
        List<AwayNode> gone = away.look(found);
        capacity.peers(peers, gone);
        ownNodes = new NodeDirectory(own);
        peerNodes = new NodeDirectory(peers);
        runners.compare(holds);
        if (runners.isAnyFollowed()) {
            storage.holds().over(me).forEach(runners::recheck);
            runners.recheckHeld();
        }
        List<Allocation> ownerless = holds.stream()
                .filter(hold -> !runners.isLookedAfter(hold.run()))
                .filter(hold -> hold.owner().equals(me) || !sight.isLive(hold.owner()))
                .toList();
        List<Allocation> silent =
                ownerless.stream().filter(hold -> !isReached(hold)).toList();
        unreached.keySet().retainAll(silent.stream().map(Allocation::run).collect(Collectors.toSet()));
        ownerless.forEach(hold -> apart("run " + hold.run(), () -> takeUp(hold, sight)));
        Set<RunKey> held = holds.stream().map(Allocation::run).collect(Collectors.toSet());
        active.stream()
                .filter(job -> !held.contains(job.run()))
                .filter(job ->
                        job.attempt().owner().map(by -> !sight.isLive(by)).orElse(true))
                .forEach(job -> apart("job " + job.ref(), () -> resume(job)));
        lastLook = Optional.of(clock.instant());
        lookedAs = Optional.of(me);
        if (isFirst || !sight.equals(lastSight) || !gone.equals(lastGone)) {
            lastSight = sight;
            lastGone = gone;
            onFree.run();
        }
    }

    private static void apart(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, what + ": not resumed; retrying", e);
        }
    }

    private void takeUp(Allocation hold, Sight sight) {
        RunKey run = hold.run();
        Optional<Job> job = storage.jobs().find(run.job());
        boolean isWanted = job.filter(current -> isIn(current, run)).isPresent();
        if (ownNodes.has(Slot.Node.of(hold))) {
            if (isWanted && job.orElseThrow().status().isActive()) {
                resume(job.orElseThrow());
            } else {
                letGo(hold, job, isWanted);
            }
        } else if (isWanted && job.orElseThrow().status().isActive()) {
            waitFor(job.orElseThrow(), hold, sight);
        }
    }

    /** Whether a run is its job's current one. */
    static boolean isIn(Job job, RunKey run) {
        return job.attempt().number() == run.attempt()
                && job.attempt().placement().isPresent();
    }

    /** Resumes a run, once this grid owns it in the store. */
    private void resume(Job job) {
        if (job.attempt().owner().equals(Optional.of(me))) {
            runners.resume(job, me); // placed by a change whose response was lost
            return;
        }
        Transition taken = Transition.of(job, clock.instant())
                .attempt(job.attempt().takenOver(me))
                .event(
                        "job.reattached",
                        "Run resumed",
                        "The grid that supervised the run is gone; another one has resumed it.")
                .build();
        if (writer.apply(taken)) {
            runners.resume(taken.after(), me);
        }
    }

    /** Removes a run whose job has continued without it; artifacts of a cancelled one are stored. */
    private void letGo(Allocation hold, Optional<Job> job, boolean isWanted) {
        boolean ours = hold.owner().equals(me) || storage.holds().takeOver(hold.run(), hold.owner(), me);
        if (!ours) {
            return;
        }
        Optional<Job> cancelled = job.filter(current -> isWanted && isUncollected(current));
        if (cancelled.isPresent()) {
            runners.resume(cancelled.get(), me);
        } else {
            capacity.executor(hold.executor())
                    .ifPresent(executor -> runners.discard(executor, hold.run(), Optional.of(hold.machine()), job));
        }
    }

    private static boolean isUncollected(Job job) {
        return job.status() == JobStatus.CANCELLED
                && job.state().ending().collected().isEmpty();
    }

    private boolean isReached(Allocation hold) {
        Slot.Node at = Slot.Node.of(hold);
        return ownNodes.has(at) || peerNodes.has(at);
    }

    /** No executor of this grid reaches the run. The first live instance acts for all. */
    private void waitFor(Job job, Allocation hold, Sight sight) {
        if (isReached(hold)) {
            return;
        }
        Silence silence = unreached.computeIfAbsent(job.run(), run -> new Silence(clock));
        if (!sight.isFirst(me)) {
            return;
        }
        silence.reportIfLong(() -> reportUnreached(job, clock.instant()));
        if (silence.hasLasted(settings.lostRunTimeout())) {
            unreached.remove(job.run());
            runners.giveUp(job);
        }
    }

    private void reportUnreached(Job job, Instant now) {
        writer.apply(Transition.of(job, now)
                .event(
                        "job.worker_unreachable",
                        "Worker unreachable",
                        "The grid that supervised the run is gone, and no other reaches its machine; the run waits"
                                + " for it.",
                        Level.WARNING)
                .build());
    }
}
