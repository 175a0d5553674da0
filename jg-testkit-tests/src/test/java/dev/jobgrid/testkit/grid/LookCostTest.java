package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.grid.CountedQueue.Counts;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What it takes to give devices that come free to those that wait follows from what is placed, not from how many wait. */
class LookCostTest {
    private static final int GPUS = 4;
    private static final int PLACED = 100;
    private static final int FEW = 300;
    private static final int MANY = 1_000;
    private static final int MAX = 10_000;

    private static Counts ofPlacing(Consumer<BusyGrid> waiting) {
        CountedQueue count = new CountedQueue();
        try (BusyGrid grid = new BusyGrid(GPUS, count)) {
            waiting.accept(grid);
            // The first looks find out who waits.
            grid.runUntil(4 * PLACED);
            Counts before = count.counts();
            grid.runUntil(5 * PLACED);
            return count.counts().minus(before);
        }
    }

    private static Counts ofWorkspaces(int workspaces, int shapes) {
        return ofPlacing(grid -> {
            for (int i = 0; i < workspaces; i++) {
                grid.alwaysHasWork("team-" + i, shapes);
            }
        });
    }

    /** Asked for by two tests, and long in coming. */
    private static final class ManyWorkspaces {
        static final Counts COUNTS = ofWorkspaces(MANY, 1);
    }

    /** By a quarter, for looks that find out who waits fall into other moments. */
    private static void assertLevel(Counts few, Counts many) {
        assertThat(4 * many.reads()).as("reads: %s, %s", few, many).isLessThanOrEqualTo(5 * few.reads());
        assertThat(4 * many.heads()).as("heads: %s, %s", few, many).isLessThanOrEqualTo(5 * few.heads());
        assertThat(4 * many.jobs()).as("jobs: %s, %s", few, many).isLessThanOrEqualTo(5 * few.jobs());
        assertThat(4 * many.decisions()).as("decisions: %s, %s", few, many).isLessThanOrEqualTo(5 * few.decisions());
    }

    @Test
    void manyWorkspacesCostNoMoreThanFew() {
        assertLevel(ofWorkspaces(FEW, 1), ManyWorkspaces.COUNTS);
    }

    @Test
    void manyShapesCostNoMoreThanFew() {
        assertLevel(ofWorkspaces(10, FEW / 10), ofWorkspaces(10, MANY / 10));
    }

    @Test
    @Tag("nightly")
    void tenThousandWorkspacesCostNoMoreThanFew() {
        assertLevel(ofWorkspaces(FEW, 1), ofWorkspaces(MAX, 1));
    }

    @Test
    @Tag("nightly")
    void tenThousandShapesCostNoMoreThanFew() {
        assertLevel(ofWorkspaces(10, FEW / 10), ofWorkspaces(10, MAX / 10));
    }

    @Test
    void aLongQueueCostsNoMoreThanOneThatIsReadWhole() {
        Counts whole = ofWorkspaces(250, 1);
        Counts many = ManyWorkspaces.COUNTS;

        assertThat(many.heads()).isLessThan(whole.heads());
        assertThat(many.jobs()).isLessThan(whole.jobs());
        assertThat(many.decisions()).isLessThan(whole.decisions());
    }
}
