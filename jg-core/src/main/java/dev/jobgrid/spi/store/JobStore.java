package dev.jobgrid.spi.store;

import dev.jobgrid.job.Transition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores jobs and their events. Every write is one transaction that is durable when the call returns. Thread-safe; all
 * methods block on the store. Each throws {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE if the store is
 * down or read-only and INTERNAL_ERROR if it fails otherwise; then nothing was written, or the caller can check by
 * reading the job.
 */
public interface JobStore extends JobReads {
    /**
     * Stores new jobs in one transaction, each with its events, credit hold and idempotency key. A job that exists, by
     * key or by id, is left unchanged and does not prevent the others; the key is checked first, and is free if {@link
     * JobReads#findByKey} finds no job. But if one of several exists with another spec, none of the list is stored:
     * that one is SAME_ID or SAME_KEY, and those that would have been new are {@link Creation.Found#BATCH_REJECTED},
     * also under concurrent calls.
     *
     * <p>New jobs whose {@linkplain dev.jobgrid.job.Cost#held cost holds} credits take them from their workspace's
     * available credits, as {@link dev.jobgrid.credits.CreditPosition#reserve} does. If these do not cover all holds of
     * the new jobs of the list, none of the list is stored, and each is {@link Creation.Found#UNFUNDED}; under
     * concurrent calls, the available credits never fall below zero.
     *
     * <p>A new job that {@linkplain NewJob#isPlaced is placed already} is stored with its {@link Allocation}. If another
     * run holds a device of it, it is {@link Creation.Found#DEVICE_HELD}, and none of the list is stored.
     *
     * @return the outcome of each, in the order given
     */
    List<Creation> create(List<NewJob> jobs);

    /**
     * Stores new jobs as {@link #create} does, without waiting for the writes of others: a store with group commit
     * returns at once while a commit is in flight. Continuations of the stage run in a thread of the store's, and must
     * not block.
     */
    default CompletionStage<List<Creation>> createAsync(List<NewJob> jobs) {
        return CompletableFuture.supplyAsync(() -> create(jobs), Runnable::run);
    }

    /**
     * Stores one change atomically, if the stored job still has the version that the change was built from. A change
     * that {@linkplain Transition#isPlacing places a run} writes its {@link Allocation} with it, and one that
     * {@linkplain Transition#isTakingOver takes a run over} changes the owner there, or writes the allocation if there
     * is none; one that {@linkplain Transition#releasesDevices releases devices} removes the devices from it, and one
     * that {@linkplain Transition#releasesAllocation ends an observed run} deletes it. A change with a
     * {@linkplain dev.jobgrid.job.Settlement#isMoving settlement that moves credits} moves them.
     *
     * @return false if the job has another version, or does not exist, or another run holds a device of the placement;
     *     nothing was written then
     */
    boolean apply(Transition transition);

    /**
     * Stores changes as {@link #apply} does, each atomically and in the order given, at about the cost of one: the
     * stored ones are durable together when the call returns. One that is not stored does not prevent the others,
     * except those built on it.
     *
     * @return the result of {@link #apply} for each, in the order given
     */
    List<Boolean> applyAll(List<Transition> transitions);
}
