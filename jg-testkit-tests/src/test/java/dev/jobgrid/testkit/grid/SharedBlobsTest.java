package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.Retention;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionReport.Amount;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.CrashingStorage;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SimulatedCrash;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.BoundedBlobStore;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Whose the blobs are that nothing refers to. */
class SharedBlobsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String LOOP = "dev.jobgrid.internal.retention.RetentionLoop";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Storage storage = new MemoryStorage(clock);
    private final BlobStore blobs = storage.blobs();

    private Retention retention(Storage store) {
        return grid(store, new SteppedLoops(new Random(1))).operations().retention();
    }

    private JobGrid grid(Storage store, SteppedLoops loops) {
        return JobGrid.builder().storage(store).loops(loops).clock(clock).build();
    }

    private static void started(SteppedLoops loops) {
        for (int i = 0; i < 10; i++) {
            loops.stepAll();
        }
    }

    private BlobKey orphan(String job) throws IOException {
        BlobKey key = new BlobKey("artifacts/default/" + job + "/1/art_1");
        blobs.put(key, new ByteArrayInputStream(new byte[5]), 10);
        return key;
    }

    private static void inputs(JobGrid grid, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            UploadSlot slot = grid.inputs().create(new JobInput.InputFile("data.txt", "text/plain", InputKind.INPUT));
            grid.inputs().upload(slot.input().id(), new ByteArrayInputStream(new byte[11]));
            grid.inputs().complete(slot.input().id(), UploadCompletion.of(slot.token()));
        }
    }

    private static Amount orphans(RetentionReport report) {
        return report.of(RetentionPart.ORPHANED_BLOBS);
    }

    @Test
    void aStoreSweepsWhatItHasStoredSinceItsFirstMoment() throws IOException {
        Retention retention = retention(storage);
        assertThat(retention.run()).isEqualTo(RetentionReport.NOTHING);
        BlobKey orphan = orphan("gone");
        clock.advance(DAY.plusHours(1));

        assertThat(orphans(retention.preview())).isEqualTo(new Amount(1, 5));
        assertThat(retention.run().notRemovedReason()).isEmpty();
        assertThat(blobs.size(orphan)).isEmpty();
    }

    @Test
    void blobsThatAStoreDoesNotKnowStayAndItSaysWhy() throws IOException {
        BlobKey theirs = orphan("theirs");
        clock.advance(Duration.ofDays(9));

        for (int day = 0; day < 3; day++) {
            RetentionReport report = retention(storage).run();
            assertThat(orphans(report)).isEqualTo(Amount.NONE);
            assertThat(report.notRemovedReason().orElseThrow())
                    .contains("1 of 1")
                    .contains("adopt");
            clock.advance(DAY);
        }
        assertThat(retention(storage).preview().notRemovedReason()).isPresent();
        assertThat(blobs.size(theirs)).isPresent();
    }

    @Test
    void storesThatShareABlobStoreSeeEachOtherAndSweepNothing() throws IOException {
        SteppedLoops loops = new SteppedLoops(new Random(2));
        try (JobGrid first = grid(storage, loops)) {
            started(loops);
            SteppedLoops others = new SteppedLoops(new Random(3));
            Storage second = new MemoryStorage(clock, blobs);
            try (JobGrid grid = grid(second, others)) {
                started(others);
                inputs(grid, 3);
            }
            clock.advance(DAY.plusHours(1));

            RetentionReport report = first.operations().retention().run();

            assertThat(orphans(report)).isEqualTo(Amount.NONE);
            assertThat(report.notRemovedReason().orElseThrow())
                    .contains("another store")
                    .contains(second.id().orElseThrow());
            assertThat(retention(second).run().notRemovedReason().orElseThrow())
                    .contains(storage.id().orElseThrow());
        }
    }

    @Test
    void aStoreThatKnowsTheBlobsTakesThemForItsOwnAndSparesWhatLayThere() throws IOException {
        JobGrid grid = grid(storage, new SteppedLoops(new Random(4)));
        inputs(grid, 9);
        BlobKey before = orphan("before");
        clock.advance(DAY);

        assertThat(grid.operations().retention().run()).isEqualTo(RetentionReport.NOTHING);
        BlobKey after = orphan("after");
        clock.advance(DAY.plusHours(1));

        assertThat(orphans(grid.operations().retention().run())).isEqualTo(new Amount(1, 5));
        assertThat(blobs.size(before)).isPresent();
        assertThat(blobs.size(after)).isEmpty();
    }

    @Test
    void moreThanAHundredAndMoreThanHalfOfAllStayUntilTheOperatorSaysThatTheyAreNobodys() throws IOException {
        JobGrid grid = grid(storage, new SteppedLoops(new Random(5)));
        grid.operations().retention().run();
        inputs(grid, 20);
        for (int i = 0; i < 101; i++) {
            orphan("gone-" + i);
        }
        clock.advance(DAY.plusHours(1));

        RetentionReport report = grid.operations().retention().run();
        assertThat(orphans(report)).isEqualTo(Amount.NONE);
        assertThat(report.notRemovedReason().orElseThrow())
                .contains("101 of 121")
                .contains("database");

        assertThat(grid.operations().retention().adoptBlobs())
                .isEqualTo(RetentionReport.NOTHING.plus(RetentionPart.ORPHANED_BLOBS, new Amount(101, 505)));
        assertThat(grid.inputs().list()).hasSize(20);
        assertThat(grid.operations().retention().run()).isEqualTo(RetentionReport.NOTHING);
    }

    @Test
    void whatIsAdoptedIsSweptAlthoughAnotherStoreWasThere() throws IOException {
        Storage lost = new MemoryStorage(clock, blobs);
        retention(lost).run();
        BlobKey theirs = orphan("theirs");
        clock.advance(DAY.plusHours(1));
        assertThat(retention(storage).run().notRemovedReason()).isPresent();

        assertThat(orphans(retention(storage).adoptBlobs())).isEqualTo(new Amount(1, 5));

        assertThat(blobs.size(theirs)).isEmpty();
        assertThat(retention(storage).run()).isEqualTo(RetentionReport.NOTHING);
    }

    @Test
    void aBlobStoreThatTakesNoMarkerIsNotSwept() {
        BoundedBlobStore refusing = new BoundedBlobStore(blobs);
        Storage readOnly = refusing.in(storage);
        refusing.refuseBeyond(0);

        RetentionReport report = retention(readOnly).run();

        assertThat(report.notRemovedReason().orElseThrow()).contains("could not be stored");
        refusing.takeAll();
        assertThat(retention(readOnly).run()).isEqualTo(RetentionReport.NOTHING);
    }

    @Test
    void aCrashAtAnyCallLeavesBlobsThatAreNotItsOwn() throws IOException {
        BlobKey theirs = orphan("theirs");
        clock.advance(Duration.ofDays(9));
        int crashes = 0;
        for (boolean crashed = true; crashed; ) {
            CrashingStorage crashing = new CrashingStorage(storage);
            crashing.crashAt(crashes + 1, crashes % 2 == 0 ? Moment.BEFORE : Moment.AFTER);
            try {
                retention(crashing).run();
                crashed = false;
            } catch (SimulatedCrash crash) {
                crashes++;
            }
            assertThat(blobs.size(theirs)).isPresent();
            clock.advance(DAY);
        }
        assertThat(crashes).isGreaterThan(3);
        assertThat(retention(storage).run().notRemovedReason()).isPresent();
    }

    @Test
    void theLogSaysOnceWhyBlobsAreLeft() throws IOException {
        orphan("theirs");
        clock.advance(Duration.ofDays(9));
        List<String> told = new ArrayList<>();
        Logger logger = Logger.getLogger(LOOP);
        Filter before = logger.getFilter();
        logger.setFilter(line -> {
            told.add(line.getMessage());
            return false;
        });
        SteppedLoops loops = new SteppedLoops(new Random(6));
        try (JobGrid grid = grid(storage, loops)) {
            for (int day = 0; day < 4; day++) {
                started(loops);
                clock.advance(DAY.plusHours(1));
            }
            assertThat(grid.operations().retention().preview().notRemovedReason())
                    .isPresent();
        } finally {
            logger.setFilter(before);
        }

        assertThat(told)
                .filteredOn(line -> line.contains("orphaned blobs were not removed"))
                .hasSize(1);
    }
}
