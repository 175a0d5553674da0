package dev.jobgrid.internal.plugins;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A call that a plug-in has not answered yet. Only the plug-in's own time counts: while it calls back, for the next
 * bytes of a stream or to pass on a file, it is the grid's turn. Thread-safe.
 */
final class PendingCall {
    private final Object of;
    private final String operation;
    private final Duration limit;
    private long sinceNanos = System.nanoTime();
    private final Optional<LeavableLoop> loop;
    private boolean isGridsTurn;
    private boolean isLeft;
    private boolean isOver;

    /**
     * A new call.
     *
     * @param of the target: the plug-in, or one of its runs
     * @param operation the method: "launch"
     * @param limit the plug-in's time limit for each of its turns
     * @param loop the loop that the plug-in blocks
     */
    PendingCall(Object of, String operation, Duration limit, Optional<LeavableLoop> loop) {
        this.of = of;
        this.operation = operation;
        this.limit = limit;
        this.loop = loop;
    }

    Optional<LeavableLoop> loop() {
        return loop;
    }

    String operation() {
        return operation;
    }

    boolean isAlike(PendingCall other) {
        return of.equals(other.of) && operation.equals(other.operation);
    }

    Duration limit() {
        return limit;
    }

    /** How long the plug-in's turn has lasted; zero while it is the grid's. */
    synchronized Duration turn() {
        return isGridsTurn ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    synchronized boolean isOverdue() {
        return isLeft || !isGridsTurn && turn().compareTo(limit) >= 0;
    }

    /** The time before it can be overdue. */
    Duration left() {
        Duration left = limit.minus(turn());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Abandons the call if it is overdue. Returns whether this call abandoned it. */
    synchronized boolean leaveIfOverdue() {
        boolean isLeftNow = !isLeft && !isOver && isOverdue();
        isLeft = isLeft || isLeftNow;
        return isLeftNow;
    }

    /** The plug-in has returned. Returns whether a thread waits for it. */
    synchronized boolean end() {
        isOver = true;
        return !isLeft;
    }

    /** Abandons the call. */
    synchronized void leave() {
        isLeft = true;
    }

    /**
     * The plug-in calls back.
     *
     * @throws IOException if the call was abandoned
     */
    synchronized void gridsTurn() throws IOException {
        if (isLeft) {
            throw new IOException("this call was abandoned: it took longer than " + limit.toSeconds() + " s");
        }
        isGridsTurn = true;
    }

    /** The plug-in's turn continues. */
    synchronized void partsTurn() {
        isGridsTurn = false;
        sinceNanos = System.nanoTime();
    }
}
