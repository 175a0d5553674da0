package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import java.time.Duration;
import java.util.List;

/**
 * Knows which grids share the store. Each holds a lease that it renews; the store's own clock alone says whether a lease
 * has run out, never that of a caller. An instance that is over never comes back, so whoever finds a run of one may take
 * it. Thread-safe; all methods block on the store.
 */
public interface InstanceStore {
    /**
     * Makes a new instance known, for as long from now as the lease says.
     *
     * @throws IllegalStateException if the id is known
     */
    void join(Instance self, Duration lease);

    /**
     * Lets an instance live on for as long from now as the lease says, with the nodes it reaches now. One whose lease has
     * run out lives on too, if no one has noticed.
     *
     * @return false, and nothing changes, if the instance is over
     */
    boolean renew(Instance self, Duration lease);

    /**
     * The instances that live, by id. Those whose lease has run out are over with this call, but for the one that asks: whoever
     * asks lives, and only others give it up. An instance joins before it owns anything: read whom a run belongs to first, and
     * ask then; an owner that is not among these is over.
     *
     * @param self who asks; not among the answer if others have ended it, or if it has not joined
     */
    List<Instance> live(InstanceId self);

    /** Ends an instance. Does nothing if it is over. */
    void leave(InstanceId self);

    /**
     * Says that an instance has nothing to do, or that it has: a store may leave out {@link Listener#workStored} while no
     * instance is idle. One that has just joined is not. Look at the queue once more after saying that it is idle.
     */
    void idle(InstanceId self, boolean isIdle);

    /**
     * Tells a listener what is stored from now on, by whichever instance, its own included, until the answer is closed. A
     * signal can be lost and can come twice, so this replaces no look at the store, it hastens it.
     */
    Listening listen(InstanceId self, Listener listener);

    /** Hears what instances store. Called from the store's threads, several at a time; must return at once. */
    interface Listener {
        /** Jobs were queued, or devices given back. Also told when signals may have been lost. */
        void workStored();

        /** A job was cancelled whose run the listening instance owns. */
        void cancelled(JobRef job);
    }

    /** A listener's connection to the store. */
    interface Listening extends AutoCloseable {
        /** Ends it; returns when the listener is called no more. May be called twice, but not by the listener. */
        @Override
        void close();
    }
}
