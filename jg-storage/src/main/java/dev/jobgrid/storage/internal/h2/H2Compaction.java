package dev.jobgrid.storage.internal.h2;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * Gives back the space of a database file that old versions of pages hold, while the database is open. H2 does that by
 * itself only together with delayed writes, which lose acknowledged commits; without it each commit would add some 20 KB to
 * the file for ever. While commits come in, space is only made free for those that follow; once they come slowly or not at all,
 * what is live is moved to the front and the file cut. Reaches below JDBC, because no statement does this; with an H2 whose
 * inner parts differ the file is left to grow, and is as good otherwise. A daemon thread; close() returns when it has ended.
 */
public final class H2Compaction implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(H2Compaction.class.getName());

    /** Little at a time: commits wait meanwhile. */
    private static final int STEP_BYTES = 2 * 1024 * 1024;

    /** Much at a time, as there is nobody to wait: each step writes everything through to the disk a few times. */
    private static final int QUIET_STEP_BYTES = 16 * 1024 * 1024;

    /** Live bytes in percent of those in use; below it, chunks with little that is live are rewritten. */
    private static final int FILL_PERCENT = 60;

    private static final int QUIET_FILL_PERCENT = 80;

    /** Chunks in percent of the file; above it none are moved. With the one before, more than what makes a file wasteful. */
    private static final int QUIET_CHUNK_PERCENT = 90;

    /** So many commits between two looks, or fewer, and the grid is idle: its lease and its history are written all the time. */
    private static final long FEW_COMMITS = 1;

    /** So many looks in a row make a quiet time. */
    private static final int QUIET_LOOKS = 10;

    /** What a file may have while commits come in, beyond which they share their turn with steps: so often what is live, */
    private static final int MOST_LOADED_TIMES = 3;

    /** and so often the slack. */
    private static final int LOADED_SLACKS = 4;

    /** So often the retention may pass without a smaller file before the steps come ever later. */
    private static final int RETENTIONS = 4;

    /** Looks that are let pass after a step then; doubled with each. */
    private static final int MOST_LOOKS_BETWEEN = 150;

    /**
     * How much is done, and when.
     *
     * @param pause between two looks
     * @param retention chunks that hold nothing live are written over when they are as old as this; by default H2 waits 45 s
     * @param slackBytes what a file may have beside what is live before it is worth a step
     * @param closing how long H2 may take to make the file small when it is closed
     */
    public record Pace(Duration pause, Duration retention, long slackBytes, Duration closing) {
        public static final Pace DEFAULT =
                new Pace(Duration.ofMillis(200), Duration.ofSeconds(5), 16 * 1024 * 1024, Duration.ofSeconds(10));
    }

    private final MVStore store;
    private final RandomAccessStore file;
    private final H2Snapshots snapshots;
    private final Pace pace;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "jobgrid-h2-compaction");

    private H2Compaction(H2Snapshots snapshots, Pace pace) {
        this.snapshots = snapshots;
        store = snapshots.store();
        file = (RandomAccessStore) store.getFileStore();
        this.pace = pace;
        thread.setDaemon(true);
    }

    /** Starts to look after a {@linkplain H2Connections guarded} database, if it has a file. The result may be closed twice. */
    public static AutoCloseable start(DataSource h2, Pace pace) {
        try (Connection connection = h2.getConnection()) {
            Optional<H2Compaction> compaction = of(connection, pace);
            if (compaction.isEmpty()) {
                return () -> {};
            }
            int retention = Math.toIntExact(pace.retention().toMillis());
            compaction.get().store.setRetentionTime(retention);
            compaction.get().thread.start();
            return compaction.get();
        } catch (SQLException | LinkageError | ClassCastException e) {
            LOG.log(Level.WARNING, "this release of H2 is not known; the database file grows until it is closed", e);
            return () -> {};
        }
    }

    /** One that has not started, for the database that a connection leads to, if it has a file. */
    public static Optional<H2Compaction> of(Connection connection, Pace pace) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        if (!session.getDatabase().isPersistent()) {
            return Optional.empty();
        }
        return Optional.of(new H2Compaction(connection.unwrap(H2Snapshots.class), pace));
    }

    private void run() {
        try {
            work();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // not by us; the file grows until it is closed
        } catch (RuntimeException e) {
            if (!store.isClosed()) {
                LOG.log(Level.WARNING, "the database file is no longer compacted, and grows until it is closed", e);
            }
        }
    }

    private void work() throws InterruptedException {
        long seen = -1;
        int quiet = 0;
        int pass = 0;
        int passNext = 0;
        long smallest = Long.MAX_VALUE;
        long gained = 0;
        // No interrupt: one that hits a thread inside H2 closes the file under everyone's feet.
        while (!stopped.await(pace.pause().toMillis(), TimeUnit.MILLISECONDS)) {
            long commits = store.getCurrentVersion() - seen;
            quiet = commits <= FEW_COMMITS ? quiet + 1 : 0;
            if (quiet == 0) {
                makeRoom();
                smallest = Long.MAX_VALUE;
                pass = 0;
            } else if (quiet >= QUIET_LOOKS && --pass < 0 && isWasteful()) {
                makeSmall();
                // Chunks that were written anew stay in the file until they are old enough, so that first nothing is
                // gained.
                if (file.size() < smallest) {
                    smallest = file.size();
                    gained = System.nanoTime();
                    passNext = 0;
                } else if (System.nanoTime() - gained
                        > RETENTIONS * pace.retention().toNanos()) {
                    passNext = Math.min(2 * passNext + 1, MOST_LOOKS_BETWEEN);
                }
                pass = passNext;
            }
            seen = store.getCurrentVersion();
        }
    }

    /** Makes space free for commits to come, once what they leave behind by themselves is not enough. */
    private void makeRoom() {
        if (file.size() > MOST_LOADED_TIMES * live() + LOADED_SLACKS * pace.slackBytes()) {
            store.compact(FILL_PERCENT, STEP_BYTES);
        }
    }

    /** Whether the file is much larger than what is live in it. */
    private boolean isWasteful() {
        long live = live();
        return file.size() > live + live / 2 + pace.slackBytes();
    }

    private long live() {
        return file.size() / 100 * file.getFillRate() / 100 * file.getChunksFillRate();
    }

    /** Writes what is live in sparse chunks anew, moves the chunks at the end into what is free, and cuts the file. */
    public void makeSmall() {
        store.compact(QUIET_FILL_PERCENT, QUIET_STEP_BYTES);
        snapshots.flush();
        // What was written anew is on the disk before its old place is given to others.
        store.sync();
        snapshots.exclusively(() -> file.compactMoveChunks(QUIET_CHUNK_PERCENT, QUIET_STEP_BYTES, store));
    }

    /** Ends the thread. */
    @Override
    public void close() {
        stopped.countDown();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // a step is short, and the database must not close within one
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
