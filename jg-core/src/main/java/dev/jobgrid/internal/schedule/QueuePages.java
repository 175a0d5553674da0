package dev.jobgrid.internal.schedule;

import dev.jobgrid.spi.Lane;
import dev.jobgrid.spi.QueuedLane;
import java.util.List;
import java.util.Optional;

/**
 * Which page of the queue's lanes a look reads. Looks go from page to page while there is room; where it ends, the next that
 * comes free goes to the page behind, so that each has its turn, however many there are. While there is none, looks go through
 * the pages all the same, for what is to be told of their jobs. Single-threaded.
 */
final class QueuePages {
    /** So many lanes are on a page. */
    static final int LANES = 256;

    private Optional<Lane> toPlace = Optional.empty();
    private Optional<Lane> toTell = Optional.empty();
    private Optional<Lane> from = Optional.empty();
    private boolean isPlacing;
    private boolean isFirst;
    // Whether the round is over when the last page has been read: one that did not begin with the first goes round once
    // more.
    private boolean endsWithLast;
    private boolean isOver = true;

    /** Begins a look. */
    void begin(boolean isRoom) {
        isPlacing = isRoom;
        from = isRoom ? toPlace : toTell;
        isFirst = isOver || !isRoom;
        if (isRoom && isOver) {
            endsWithLast = from.isEmpty();
            isOver = false;
        }
    }

    /** After which lane the look's page begins; empty for the first page. */
    Optional<Lane> from() {
        return from;
    }

    /** Whether the look begins a round: what was kept free in the one before is so no more. */
    boolean isFirst() {
        return isFirst;
    }

    /**
     * Ends a look.
     *
     * @param found what it read
     * @return whether another is to follow at once
     */
    boolean end(List<QueuedLane> found, boolean isRoom) {
        boolean isLast = found.size() < LANES;
        Optional<Lane> next =
                isLast ? Optional.empty() : Optional.of(found.get(LANES - 1).lane());
        if (!isPlacing) {
            toTell = next;
            isOver = true;
            return false;
        }
        toPlace = next;
        isOver = !isRoom || isLast && endsWithLast;
        endsWithLast |= isLast;
        return !isOver;
    }
}
