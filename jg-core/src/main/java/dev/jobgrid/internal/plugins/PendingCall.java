package dev.jobgrid.internal.plugins;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A call that a part has not answered yet. Only what the part itself takes counts: while it calls back, for the next bytes of a
 * stream or to hand over a file, it is the grid's turn. Thread-safe.
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
     * A call that begins.
     *
     * @param of what is asked: the part, or one of its runs
     * @param operation what for: "launch"
     * @param limit how long the part may take, from one of its turns to the next
     * @param loop what the part keeps from going on
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

    /** How long the part's turn has lasted; nothing while it is the grid's. */
    synchronized Duration turn() {
        return isGridsTurn ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    synchronized boolean isOverdue() {
        return isLeft || !isGridsTurn && turn().compareTo(limit) >= 0;
    }

    /** How long to wait before it can be overdue. */
    Duration left() {
        Duration left = limit.minus(turn());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Nobody waits for the answer any more, if it is overdue. Returns whether that is so since now. */
    synchronized boolean leaveIfOverdue() {
        boolean isLeftNow = !isLeft && !isOver && isOverdue();
        isLeft = isLeft || isLeftNow;
        return isLeftNow;
    }

    /** The part has returned. Returns whether somebody waits for it. */
    synchronized boolean end() {
        isOver = true;
        return !isLeft;
    }

    /** Nobody waits for the answer any more. */
    synchronized void leave() {
        isLeft = true;
    }

    /**
     * The part calls back.
     *
     * @throws IOException if nobody waits for it any more
     */
    synchronized void gridsTurn() throws IOException {
        if (isLeft) {
            throw new IOException(
                    "nobody waits for this call any more: it took longer than " + limit.toSeconds() + " s");
        }
        isGridsTurn = true;
    }

    /** The part goes on. */
    synchronized void partsTurn() {
        isGridsTurn = false;
        sinceNanos = System.nanoTime();
    }
}
