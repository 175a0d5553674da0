package dev.jobgrid.spi.store;

import dev.jobgrid.job.Transition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps jobs and their events. Every write is one transaction that is durable when the call returns. Thread-safe; all methods
 * block on the store. Each throws {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE if the store is down or takes no
 * writes and INTERNAL_ERROR if it fails otherwise, and then nothing was written, or the caller can find out by asking for the
 * job.
 */
public interface JobStore extends JobReads {
    /**
     * Stores jobs that are new, all in one transaction, each with its events, reservation and idempotency key. One that
     * is there already, by key or by id, is left as it is and does not stop the others; the key is looked at first. But if
     * one of several is there with another spec, none of the list is stored: that one is SAME_ID or SAME_KEY, and those that
     * would have been new are {@link Creation.Found#BATCH_REJECTED}, however many create at once.
     *
     * <p>New jobs whose {@linkplain dev.jobgrid.job.Cost#held cost holds} credits take them from what their workspace has
     * available, as {@link dev.jobgrid.credits.CreditPosition#reserve} does. If that does not cover all that the new jobs
     * of the list hold, none of the list is stored, and each is {@link Creation.Found#UNFUNDED}; however many create at
     * once, what is available never falls below zero.
     *
     * @return what became of each, in the order given
     */
    List<Creation> create(List<NewJob> jobs);

    /**
     * Stores new jobs as {@link #create} does, without waiting for the writes of others: a store whose callers share commits
     * returns at once if one is under way. What the stage is told for runs in a thread of the store's, and must not block.
     */
    default CompletionStage<List<Creation>> createAsync(List<NewJob> jobs) {
        return CompletableFuture.supplyAsync(() -> create(jobs), Runnable::run);
    }

    /**
     * Stores one change, whole, if the stored job still has the version that the change was built from. A change that
     * {@linkplain Transition#isPlacing gives a run its place} writes its {@link Allocation} with it, and one that
     * {@linkplain Transition#isTakingOver gives a run another owner} changes the owner there, or writes the hold if there is
     * none; one that {@linkplain Transition#releasesDevices says that a program has ended} takes the devices out of it. A change with a
     * {@linkplain dev.jobgrid.job.Settlement#isMoving settlement that moves credits} moves them.
     *
     * @return false if the job has another version, or does not exist, or another run holds a device of the place; nothing
     *     was written then
     */
    boolean apply(Transition transition);

    /**
     * Stores changes as {@link #apply} does, each whole or not at all and in the order given, and all at about the cost of
     * one: those that are stored are durable together when the call returns. One that is not stored does not stop the
     * others, except those that are built on it.
     *
     * @return what {@link #apply} would have said of each, in the order given
     */
    List<Boolean> applyAll(List<Transition> transitions);
}
