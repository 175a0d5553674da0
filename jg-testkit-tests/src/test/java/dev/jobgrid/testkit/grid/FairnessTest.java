package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * Whoever always has work that fits gets a share, however many they are and however many shapes someone makes: of equal
 * workspaces none gets two places more than another.
 */
class FairnessTest {
    private static final int MANY = 1_000;
    private static final int MAX = 10_000;
    private static final int ROUNDS = 2;

    private static void assertFair(int workspaces, int gpus) {
        try (BusyGrid grid = new BusyGrid(gpus)) {
            for (int i = 0; i < workspaces; i++) {
                grid.alwaysHasWork("team-" + i, 1);
            }
            grid.runUntil(ROUNDS * workspaces);

            assertThat(grid.most() - grid.least())
                    .as("%s workspaces on %s GPUs: %s to %s places", workspaces, gpus, grid.least(), grid.most())
                    .isLessThanOrEqualTo(2);
        }
    }

    private static void assertMakerGetsOneShare(int workspaces, int shapes, int gpus) {
        try (BusyGrid grid = new BusyGrid(gpus)) {
            grid.alwaysHasWork("maker", shapes);
            for (int i = 0; i < workspaces; i++) {
                grid.alwaysHasWork("team-" + i, 1);
            }
            grid.runUntil(ROUNDS * (workspaces + 1));

            assertThat(grid.most() - grid.least())
                    .as(
                            "%s workspaces beside one of %s shapes on %s GPUs: %s to %s places, %s of it",
                            workspaces, shapes, gpus, grid.least(), grid.most(), grid.placed("maker"))
                    .isLessThanOrEqualTo(2);
        }
    }

    /** Up to {@link #MANY}. */
    @Provide
    Arbitrary<Integer> sizes() {
        return sizesUpTo(MANY);
    }

    /** Up to {@link #MAX}. */
    @Provide
    Arbitrary<Integer> largeSizes() {
        return sizesUpTo(MAX);
    }

    /** Each as likely as its double. */
    private static Arbitrary<Integer> sizesUpTo(int most) {
        return Arbitraries.integers()
                .between(0, (int) (10 * Math.log(most)))
                .map(tenths -> (int) Math.round(Math.exp(tenths / 10.0)))
                .withoutEdgeCases();
    }

    @Provide
    Arbitrary<Integer> gpus() {
        return Arbitraries.of(1, 4, 64);
    }

    /** Fewer than workspaces, so that each waits; and not so few that it takes long. */
    private static int scarce(int gpus, int workspaces) {
        return Math.max(workspaces / 150, Math.min(gpus, workspaces));
    }

    @Property(tries = 5, seed = "1")
    void equalWorkspacesGetEqualShares(@ForAll("sizes") int workspaces, @ForAll("gpus") int gpus) {
        assertFair(workspaces, scarce(gpus, workspaces));
    }

    @Property(tries = 5, seed = "1")
    void moreShapesGetNoLargerShare(
            @ForAll("sizes") int workspaces, @ForAll("sizes") int shapes, @ForAll("gpus") int gpus) {
        assertMakerGetsOneShare(workspaces, shapes, scarce(gpus, workspaces));
    }

    @Property(tries = 5, seed = "1")
    @Tag("nightly")
    void equalWorkspacesGetEqualSharesHoweverManyTheyAre(
            @ForAll("largeSizes") int workspaces, @ForAll("gpus") int gpus) {
        assertFair(workspaces, scarce(gpus, workspaces));
    }

    @Property(tries = 5, seed = "1")
    @Tag("nightly")
    void moreShapesGetNoLargerShareHoweverManyTheyAre(
            @ForAll("largeSizes") int workspaces, @ForAll("largeSizes") int shapes, @ForAll("gpus") int gpus) {
        assertMakerGetsOneShare(workspaces, shapes, scarce(gpus, workspaces));
    }

    @Property(tries = 300, seed = "1")
    @Tag("stress")
    void moreShapesGetNoLargerShareInManyGrids(
            @ForAll("largeSizes") int workspaces, @ForAll("largeSizes") int shapes, @ForAll("gpus") int gpus) {
        assertMakerGetsOneShare(workspaces, shapes, scarce(gpus, workspaces));
    }

    @Example
    void aThousandWorkspacesGetEqualShares() {
        assertFair(MANY, 64);
    }

    @Example
    void aThousandShapesGetNoLargerShare() {
        assertMakerGetsOneShare(300, MANY, 4);
    }

    @Example
    @Tag("nightly")
    void tenThousandWorkspacesGetEqualShares() {
        assertFair(MAX, 64);
    }

    @Example
    @Tag("nightly")
    void tenThousandShapesGetNoLargerShare() {
        assertMakerGetsOneShare(300, MAX, 4);
    }
}
