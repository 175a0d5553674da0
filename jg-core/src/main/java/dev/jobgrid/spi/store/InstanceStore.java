package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import java.time.Duration;
import java.util.List;

/**
 * Stores which grids share the store. Each holds a lease that it renews; only the store's clock decides whether a lease
 * has expired, never a caller's. An ended instance never returns, so any other may take over its runs. Thread-safe; all
 * methods block on the store.
 */
public interface InstanceStore {
    /**
     * Registers a new instance for the length of the lease from now.
     *
     * @throws IllegalStateException if the id is known
     */
    void join(Instance self, Duration lease);

    /**
     * Renews an instance for the length of the lease from now, with the nodes it reaches now. An expired lease can be
     * renewed too, unless {@link #read} has ended the instance.
     *
     * @return false, and nothing changes, if the instance has ended
     */
    boolean renew(Instance self, Duration lease);

    /**
     * The instances at one moment. This call ends those with an expired lease, except the caller's own: only others can
     * end that. An instance joins before it owns anything: read the owner of a run first, then call this; an owner that
     * is not live here has ended.
     *
     * @param self the caller; not live in the result if others have ended it, or if it has not joined
     */
    Instances read(InstanceId self);

    /** The live ones of {@link #read}. */
    default List<Instance> live(InstanceId self) {
        return read(self).live();
    }

    /** Ends an instance. Its nodes are kept until they are forgotten. No effect if it has ended. */
    void leave(InstanceId self);

    /** Forgets nodes of an ended instance, and the instance with the last of them. No effect on those of a live one. */
    void forget(InstanceId ended, List<Instance.Node> nodes);

    /**
     * Marks an instance as idle or busy: a store may omit {@link Listener#workStored} while no instance is idle. A new
     * instance is busy. Poll the queue once more after marking it idle.
     */
    void idle(InstanceId self, boolean isIdle);

    /**
     * Notifies a listener of writes by any instance, its own included, until the result is closed. A notification can
     * be lost or come twice: it speeds up polling and does not replace it.
     */
    Listening listen(InstanceId self, Listener listener);

    /** Receives notifications of writes. Called from the store's threads, concurrently; must return at once. */
    interface Listener {
        /** Jobs were queued, or devices released. Also called when notifications may have been lost. */
        void workStored();

        /**
         * A job whose run the listening instance owns was cancelled, or got the go of its launch plan
         * ({@link dev.jobgrid.job.Transition#concernsOwner}).
         */
        void changed(JobRef job);
    }

    /** A listener's subscription. */
    interface Listening extends AutoCloseable {
        /** Ends the subscription; returns when no more calls follow. May be called twice, but not by the listener. */
        @Override
        void close();
    }
}
