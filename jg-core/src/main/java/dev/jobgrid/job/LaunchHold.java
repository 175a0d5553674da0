package dev.jobgrid.job;

import java.time.Duration;
import java.time.Instant;

/**
 * The launch plan of a job: the job gets its place as any other, and its program waits there for the go.
 *
 * @param stage how far it is
 * @param length how long it holds its place, from when it has it
 * @param at {@linkplain Stage#WAITING waiting}, the last moment to get a place; {@linkplain Stage#HELD held}, when the hold
 *     ends; later, when it was launched or ended
 */
public record LaunchHold(Stage stage, Duration length, Instant at) {
    /** The stages of a launch plan. */
    public enum Stage {
        /** It waits for its place; a job that ends in this stage never was a launch plan. */
        WAITING,
        /** It holds its place. */
        HELD,
        /** It got the go: its job is as any other from then on. */
        LAUNCHED,
        /** It got no go in time. */
        EXPIRED,
        /** A caller gave it back. */
        RELEASED,
        /** Its place was lost. */
        LOST
    }

    /** A launch plan that waits for its place, until that moment at the latest. */
    public static LaunchHold waiting(Duration length, Instant until) {
        return new LaunchHold(Stage.WAITING, length, until);
    }

    /** The same, with its place from now on. */
    public LaunchHold held(Instant now) {
        return new LaunchHold(Stage.HELD, length, now.plus(length));
    }

    /** The same, launched or ended now. */
    public LaunchHold ended(Stage how, Instant now) {
        return new LaunchHold(how, length, now);
    }
}
