package dev.jobgrid.job;

import java.time.Instant;

/**
 * The delivery state of a callback. During a try it is due when the claim ends, so that another grid continues after a
 * crash.
 *
 * @param state whether more tries follow
 * @param tries tries since it was created, or since its delivery was last restarted
 * @param attempts tries in all
 * @param due when the next try is due; meaningless once no more follow
 * @param version grows by 1 with each change
 */
public record CallbackProgress(State state, int tries, int attempts, Instant due, long version) {
    /** Whether more tries follow. */
    public enum State {
        /** A try is due, or in flight. */
        PENDING,
        /** Delivered. */
        DELIVERED,
        /** Rejected by the receiver, or not deliverable for too long. */
        GIVEN_UP
    }

    /** No try yet. */
    static CallbackProgress begun(Instant now) {
        return new CallbackProgress(State.PENDING, 0, 0, now, 0);
    }

    /** Claimed for a try that must end by then. */
    public CallbackProgress heldUntil(Instant until) {
        return new CallbackProgress(state, tries, attempts, until, version + 1);
    }

    /** After a try, with another to follow. */
    public CallbackProgress triedUntil(Instant next) {
        return new CallbackProgress(State.PENDING, tries + 1, attempts + 1, next, version + 1);
    }

    /** After the last try. */
    public CallbackProgress ended(State how) {
        return new CallbackProgress(how, tries + 1, attempts + 1, due, version + 1);
    }

    /** Given up without a try. */
    public CallbackProgress dropped() {
        return new CallbackProgress(State.GIVEN_UP, tries, attempts, due, version + 1);
    }

    /** Restarted by hand: due at once, with all its tries. */
    public CallbackProgress renewed(Instant now) {
        return new CallbackProgress(State.PENDING, 0, attempts, now, version + 1);
    }
}
