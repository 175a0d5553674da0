package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.InstanceStore.Listener;
import dev.jobgrid.spi.store.InstanceStore.Listening;
import dev.jobgrid.storage.internal.notify.LocalNotifications;
import dev.jobgrid.storage.internal.notify.StoreNotifications;
import dev.jobgrid.storage.internal.sql.SqlFailure;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Notifies the grids of this process directly, and other processes by NOTIFY, which writing statements send with their
 * commit, and only if a grid is idle. While there are listeners, a thread holds one connection for LISTEN. Where NOTIFY
 * does not work, as behind some poolers, grids find their work by polling. Thread-safe.
 */
public final class PostgresNotifications implements StoreNotifications {
    /** Sent when work was stored. */
    static final String WORK = "work";

    private static final System.Logger LOG = System.getLogger(PostgresNotifications.class.getName());
    private static final int HEAR_MILLIS = 500;
    private static final long RETRY_MILLIS = 1_000;

    private static final String ANNOUNCE = """
            SELECT pg_notify(?, ?) FROM grid_instances WHERE is_idle AND instance_id <> ALL (?::text[]) LIMIT 1
            """;

    private final DataSource database;
    private final LocalNotifications local = new LocalNotifications();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final String channel;
    private final String announce;
    private final Object starting = new Object();
    private @Nullable Thread thread;

    public PostgresNotifications(DataSource database, TableNames names) {
        this.database = database;
        announce = names.in(ANNOUNCE);
        CRC32 sum = new CRC32();
        sum.update(names.in("jobs").getBytes(StandardCharsets.UTF_8));
        channel = "jobgrid_" + Long.toHexString(sum.getValue());
    }

    /** The channel of all grids that share these tables. */
    String channel() {
        return channel;
    }

    /** The instances that are notified by this process without NOTIFY. */
    public String[] listening() {
        return local.listening().stream().map(InstanceId::value).toArray(String[]::new);
    }

    /** The notification of a change for others, if any: sent by the statement that stores it. */
    String message(Transition transition) {
        Job after = transition.after();
        JobStatus before = transition.before().status();
        if (after.status() == JobStatus.QUEUED && before != JobStatus.QUEUED) {
            return WORK;
        }
        if (transition.releasesDevices()) {
            return WORK; // queued jobs may be placed now
        }
        if (transition.concernsOwner()) {
            return after.attempt()
                    .owner()
                    .filter(owner -> !local.listening().contains(owner))
                    .map(owner -> owner + " " + after.ref().workspace() + " " + after.id())
                    .orElse("");
        }
        return "";
    }

    /**
     * Notifies idle grids of work, with the commit of this transaction; the given ones know of it already.
     *
     * @return whether there were any
     */
    public boolean announceWork(Connection connection, String[] excluded) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(announce)) {
            statement.setString(1, channel);
            statement.setString(2, WORK);
            statement.setArray(3, connection.createArrayOf("text", excluded));
            try (ResultSet idle = statement.executeQuery()) {
                return idle.next();
            }
        }
    }

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        Listening listening = local.listen(self, listener);
        synchronized (starting) {
            if (thread == null && closed.getCount() > 0) {
                thread = new Thread(this::run, "jobgrid postgres signals");
                thread.setDaemon(true);
                thread.start();
            }
        }
        return listening;
    }

    @Override
    public void workStored() {
        local.workStored();
    }

    @Override
    public void stored(Transition transition) {
        local.stored(transition);
    }

    @Override
    public void released() {
        local.workStored();
    }

    private void run() {
        try {
            do {
                hear();
            } while (!closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens until the connection is lost, or this is closed. */
    private void hear() {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            try (Statement listen = connection.createStatement()) {
                listen.execute("LISTEN " + channel);
            }
            // Notifications sent meanwhile are lost.
            local.workStored();
            PGConnection postgres = connection.unwrap(PGConnection.class);
            try {
                while (closed.getCount() > 0) {
                    PGNotification[] heard = postgres.getNotifications(HEAR_MILLIS);
                    for (PGNotification notification : heard == null ? new PGNotification[0] : heard) {
                        receive(notification.getParameter());
                    }
                }
            } finally {
                try (Statement unlisten = connection.createStatement()) {
                    unlisten.execute("UNLISTEN *"); // the pool may reuse the connection
                }
            }
        } catch (SQLException | RuntimeException e) {
            if (closed.getCount() > 0) {
                LOG.log(
                        Level.WARNING,
                        "notifications of peers are not received; grids poll for work: " + SqlFailure.messageOf(e));
            }
        }
    }

    private void receive(String message) {
        if (message.equals(WORK)) {
            local.workStored();
            return;
        }
        String[] words = message.split(" ");
        if (words.length == 3) {
            local.changed(new JobRef(new WorkspaceId(words[1]), new JobId(words[2])), new InstanceId(words[0]));
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Thread hearing;
        synchronized (starting) {
            hearing = thread;
        }
        local.close();
        if (hearing == null) {
            return;
        }
        try {
            hearing.join(10 * HEAR_MILLIS);
            if (hearing.isAlive()) {
                LOG.log(Level.WARNING, "the store is closed, and its thread '" + hearing.getName() + "' has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
