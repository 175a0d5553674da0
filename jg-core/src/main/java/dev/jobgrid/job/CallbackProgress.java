package dev.jobgrid.job;

import java.time.Instant;

/**
 * How far a callback got. While a try is under way it is due when that try's time is over, so that a grid that dies in
 * the middle leaves it to the next.
 *
 * @param state whether more tries follow
 * @param tries tries made since it was owed, or since it was last asked for by hand
 * @param attempts tries made in all
 * @param due when the next try is due; says nothing once no more follow
 * @param version grows by 1 with each change
 */
public record CallbackProgress(State state, int tries, int attempts, Instant due, long version) {
    /** Whether more tries follow. */
    public enum State {
        /** A try is due, or under way. */
        PENDING,
        /** The receiver has it. */
        DELIVERED,
        /** The receiver does not want it, or could not be reached for too long. */
        GIVEN_UP
    }

    /** No try yet. */
    static CallbackProgress begun(Instant now) {
        return new CallbackProgress(State.PENDING, 0, 0, now, 0);
    }

    /** Taken for a try that must be over by then. */
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

    /** Asked for by hand: due at once, with all its tries before it. */
    public CallbackProgress renewed(Instant now) {
        return new CallbackProgress(State.PENDING, 0, attempts, now, version + 1);
    }
}
