package dev.jobgrid.storage.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.store.BlobStoreFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts run when a test says so. */
class FolderQuotaTest {
    private final Deque<Runnable> counts = new ArrayDeque<>();
    private FolderQuota.Counting folder = () -> 100;
    private long now;
    private FolderQuota quota;

    @BeforeEach
    void open() throws IOException {
        quota = new FolderQuota(1_000, () -> folder.bytes(), counts::add, () -> now);
    }

    @Test
    void nobodyWaitsForACount() throws IOException {
        now = Duration.ofMinutes(6).toNanos();

        quota.take(10);
        quota.take(10);

        assertThat(counts).as("counts that are due and not run").hasSize(1);
        assertThat(used()).isEqualTo(120);
    }

    @Test
    void roomIsTakenAndGivenBackWhileACountGoesOn() throws Exception {
        folder = () -> {
            Thread writer = new Thread(this::takeAndGiveBack);
            writer.start();
            join(writer); // returns only if the count holds no lock that the writer needs
            return 100 + 300;
        };

        countAnew();

        assertThat(used()).as("no more than this process did").isEqualTo(10 + 100 + 300 - 50);
    }

    private void takeAndGiveBack() {
        try {
            quota.take(300);
            quota.release(50);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatOthersAddedOrTookAwayIsFoundByTheNextCount() throws IOException {
        folder = () -> 900;
        countAnew();
        assertThat(used()).isEqualTo(900);
        assertThatThrownBy(() -> quota.take(200)).isInstanceOf(BlobStoreFullException.class);

        folder = () -> 0;
        countAnew();
        quota.take(900);
        assertThat(used()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void aCountThatFailsLeavesTheLastOneAndIsMadeAgain() throws IOException {
        folder = () -> {
            throw new IOException("unreadable");
        };
        countAnew();
        assertThat(used()).isEqualTo(110);

        folder = () -> 700;
        countAnew();
        assertThat(used()).isEqualTo(700);
    }

    /** Takes ten bytes, which are not in the folder yet, and lets the count that this asks for run. */
    private void countAnew() throws IOException {
        now += Duration.ofMinutes(6).toNanos();
        quota.take(10);
        counts.remove().run();
    }

    private long used() {
        return 1_000 - quota.within(new DiskSpace("blobs", 1 << 20, 1 << 20)).freeBytes();
    }
}
