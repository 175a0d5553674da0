package dev.jobgrid.storage.internal.h2;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * Reclaims space of old page versions in the file of an open database. H2 does so itself only with delayed writes,
 * which lose acknowledged commits; without compaction each commit would permanently add some 20 KB to the file. During
 * commits, space is only freed for later ones; when there are few or none, live data is moved to the front and the file
 * is truncated. Uses H2's internals, because no statement does this; with an H2 whose internals differ the file grows,
 * and works otherwise. Of one file, from its opening until it is closed. Single-threaded.
 */
public final class H2Compaction {
    /** Small steps: commits wait meanwhile. */
    private static final int STEP_BYTES = 2 * 1024 * 1024;

    /** Live bytes in percent of those in use; below it, chunks with few live bytes are rewritten. */
    private static final int FILL_PERCENT = 60;

    private static final int QUIET_FILL_PERCENT = 80;

    /**
     * Chunks in percent of the file; above it none are moved. Together with the one before, above the limit for a
     * wasteful file.
     */
    private static final int QUIET_CHUNK_PERCENT = 90;

    /** At most this many commits between two checks count as idle: lease and history are always written. */
    private static final long FEW_COMMITS = 1;

    /** This many consecutive idle checks make a quiet time. */
    private static final int QUIET_LOOKS = 10;

    /** A larger file is compacted even during commits: this many times its live bytes, */
    private static final int MAX_LOADED_TIMES = 3;

    /** plus this many times the slack. */
    private static final int LOADED_SLACKS = 4;

    /** After this many retention times without a smaller file, steps back off, and move more. */
    private static final int RETENTIONS = 4;

    /** Checks skipped after a step then; doubled with each. */
    private static final int MAX_LOOKS_BETWEEN = 150;

    /**
     * The pace of compaction.
     *
     * @param pause between two checks
     * @param retention the age from which chunks without live data are overwritten; by default H2 waits 45 s
     * @param slackBytes dead bytes of a file that are not worth a step
     * @param quietStepBytes of live data that a step rewrites while idle; each step flushes to the disk a few times
     * @param closing the longest compaction at close
     */
    public record Pace(Duration pause, Duration retention, long slackBytes, int quietStepBytes, Duration closing) {
        public static final Pace DEFAULT = new Pace(
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                16 * 1024 * 1024,
                16 * 1024 * 1024,
                Duration.ofSeconds(10));
    }

    private final MVStore store;
    private final RandomAccessStore file;
    private final H2Snapshots snapshots;
    private final Pace pace;

    /** Beside a chunk that is larger than what may be moved, H2 can move none. */
    private long moveBytes;

    private H2Compaction(H2Snapshots snapshots, Pace pace) {
        this.snapshots = snapshots;
        store = snapshots.store();
        file = (RandomAccessStore) store.getFileStore();
        this.pace = pace;
        moveBytes = leastMoveBytes();
    }

    /** For the database of a connection, if it has a file. */
    public static Optional<H2Compaction> of(Connection connection, Pace pace) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        if (!session.getDatabase().isPersistent()) {
            return Optional.empty();
        }
        return Optional.of(new H2Compaction(connection.unwrap(H2Snapshots.class), pace));
    }

    /**
     * Compacts the file until it is closed, or the latch is at zero.
     *
     * @throws RuntimeException if H2 fails
     */
    void work(CountDownLatch stopped) throws InterruptedException {
        store.setRetentionTime(Math.toIntExact(pace.retention().toMillis()));
        long seen = -1;
        int quiet = 0;
        int pass = 0;
        int passNext = 0;
        long smallest = Long.MAX_VALUE;
        long gained = 0;
        while (!store.isClosed() && !stopped.await(pace.pause().toMillis(), TimeUnit.MILLISECONDS)) {
            long commits = store.getCurrentVersion() - seen;
            quiet = commits <= FEW_COMMITS ? quiet + 1 : 0;
            if (quiet == 0) {
                makeRoom();
                smallest = Long.MAX_VALUE;
                moveBytes = leastMoveBytes();
                pass = 0;
            } else if (quiet >= QUIET_LOOKS && --pass < 0 && isWasteful()) {
                makeSmall();
                // Rewritten chunks stay in the file until they are old enough, so that the first step gains nothing.
                if (file.size() < smallest) {
                    smallest = file.size();
                    gained = System.nanoTime();
                    passNext = 0;
                } else if (System.nanoTime() - gained
                        > RETENTIONS * pace.retention().toNanos()) {
                    passNext = Math.min(2 * passNext + 1, MAX_LOOKS_BETWEEN);
                    moveBytes = Math.min(2 * moveBytes, file.size());
                }
                pass = passNext;
            }
            seen = store.getCurrentVersion();
        }
    }

    /** Frees space for later commits, when they do not free enough themselves. */
    private void makeRoom() {
        if (file.size() > MAX_LOADED_TIMES * live() + LOADED_SLACKS * pace.slackBytes()) {
            store.compact(FILL_PERCENT, STEP_BYTES);
        }
    }

    /** Whether the file is much larger than its live data. */
    private boolean isWasteful() {
        long live = live();
        return file.size() > live + live / 2 + pace.slackBytes();
    }

    private long live() {
        return file.size() / 100 * file.getFillRate() / 100 * file.getChunksFillRate();
    }

    /** Rewrites live data of sparse chunks, moves chunks from the end into free space, and truncates the file. */
    public void makeSmall() {
        store.compact(QUIET_FILL_PERCENT, pace.quietStepBytes());
        snapshots.flush();
        // Rewritten data is on the disk before its old space is reused.
        store.sync();
        snapshots.exclusively(() -> file.compactMoveChunks(QUIET_CHUNK_PERCENT, moveBytes, store));
    }

    /** More than any chunk that a step writes: they are a little larger than what it rewrites. */
    private long leastMoveBytes() {
        return 2L * pace.quietStepBytes();
    }
}
