package dev.jobgrid.bench.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The limit underneath: a row for the job and one for its event by plain JDBC, and nothing else. */
final class RawContender implements Contender {
    private static final int MAX_BATCH = 64;
    private static final String JOB =
            "INSERT INTO jobs (id, state, queue, priority, created_at, updated_at, version, spec)"
                    + " VALUES (?, 'QUEUED', 'default', 0, ?, ?, 0, ?)";
    private static final String EVENT = "INSERT INTO events (job_id, type, at, data) VALUES (?, 'SUBMITTED', ?, '{}')";
    private static final String MANY = """
            WITH j AS (
                INSERT INTO jobs (id, state, queue, priority, created_at, updated_at, version, spec)
                SELECT i, 'QUEUED', 'default', 0, ?, ?, 0, s FROM unnest(?::uuid[], ?::text[]) u (i, s))
            INSERT INTO events (job_id, type, at, data)
            SELECT i, 'SUBMITTED', ?, '{}' FROM unnest(?::uuid[]) u (i)
            """;

    /** How the rows are written. */
    enum Way {
        /** Two statements and a commit for each job. */
        COMMIT_EACH,
        /** One statement for each job. PostgreSQL alone. */
        ONE_STATEMENT,
        /** Callers share a commit. */
        COMBINED
    }

    private static final class Waiting {
        final UUID id = newId();
        final Thread caller = Thread.currentThread();
        volatile boolean done;
    }

    private final Way way;
    private final boolean postgres;
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean leading = new AtomicBoolean();
    private HikariDataSource database = new HikariDataSource();

    RawContender(Way way, boolean postgres) {
        this.way = way;
        this.postgres = postgres;
    }

    @Override
    public void open(HikariDataSource opened) throws SQLException {
        database = opened;
        String text = postgres ? "TEXT" : "VARCHAR(1000000)";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE jobs (id UUID PRIMARY KEY, state VARCHAR(16) NOT NULL, queue VARCHAR(64) NOT NULL,"
                            + " priority INT NOT NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL,"
                            + " updated_at TIMESTAMP WITH TIME ZONE NOT NULL, owner VARCHAR(64), version INT NOT NULL, spec "
                            + text
                            + " NOT NULL)");
            statement.execute(
                    postgres
                            ? "CREATE INDEX jobs_due ON jobs (priority DESC, created_at, id) WHERE state = 'QUEUED'"
                            : "CREATE INDEX jobs_due ON jobs (state, priority DESC, created_at, id)");
            statement.execute("CREATE INDEX jobs_newest ON jobs (created_at DESC, id DESC)");
            statement.execute(
                    "CREATE TABLE events (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job_id UUID NOT NULL,"
                            + " type VARCHAR(32) NOT NULL, at TIMESTAMP WITH TIME ZONE NOT NULL, data VARCHAR(500))");
            statement.execute("CREATE INDEX events_job ON events (job_id, id)");
        }
    }

    /** Ordered by time, so that new rows lie together in the indexes, as JobGrid's do. */
    private static UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long time = System.currentTimeMillis() << 16;
        return new UUID(time | 0x7000L | random.nextInt(1 << 12), 1L << 63 | random.nextLong() >>> 2);
    }

    @Override
    public void submit() throws SQLException {
        switch (way) {
            case COMMIT_EACH -> commit(List.of(new Waiting()));
            case ONE_STATEMENT -> oneStatement();
            case COMBINED -> combined();
        }
    }

    private void oneStatement() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("WITH j AS (" + JOB + ") " + EVENT)) {
            UUID id = newId();
            OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
            statement.setObject(1, id);
            statement.setObject(2, now);
            statement.setObject(3, now);
            statement.setString(4, Payload.TEXT);
            statement.setObject(5, id);
            statement.setObject(6, now);
            statement.executeUpdate();
        }
    }

    private void combined() throws SQLException {
        Waiting own = new Waiting();
        queue.add(own);
        while (!own.done) {
            if (leading.compareAndSet(false, true)) {
                lead(own);
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void lead(Waiting own) throws SQLException {
        try {
            while (!own.done) {
                List<Waiting> batch = new ArrayList<>();
                for (Waiting next = queue.poll(); next != null; next = batch.size() < MAX_BATCH ? queue.poll() : null) {
                    batch.add(next);
                }
                commit(batch);
                for (Waiting waiting : batch) {
                    waiting.done = true;
                    LockSupport.unpark(waiting.caller);
                }
            }
        } finally {
            leading.set(false);
            Waiting next = queue.peek();
            if (next != null) {
                LockSupport.unpark(next.caller);
            }
        }
    }

    private void commit(List<Waiting> jobs) throws SQLException {
        if (postgres && way == Way.COMBINED) {
            unnested(jobs);
        } else {
            batched(jobs);
        }
    }

    private void unnested(List<Waiting> jobs) throws SQLException {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        Object[] ids = jobs.stream().map(job -> job.id).toArray();
        Object[] specs = jobs.stream().map(job -> Payload.TEXT).toArray();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(MANY)) {
            statement.setObject(1, now);
            statement.setObject(2, now);
            statement.setArray(3, connection.createArrayOf("uuid", ids));
            statement.setArray(4, connection.createArrayOf("text", specs));
            statement.setObject(5, now);
            statement.setArray(6, connection.createArrayOf("uuid", ids));
            statement.executeUpdate();
        }
    }

    private void batched(List<Waiting> jobs) throws SQLException {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement job = connection.prepareStatement(JOB);
                    PreparedStatement event = connection.prepareStatement(EVENT)) {
                for (Waiting waiting : jobs) {
                    job.setObject(1, waiting.id);
                    job.setObject(2, now);
                    job.setObject(3, now);
                    job.setString(4, Payload.TEXT);
                    job.addBatch();
                    event.setObject(1, waiting.id);
                    event.setObject(2, now);
                    event.addBatch();
                }
                job.executeBatch();
                event.executeBatch();
            }
            connection.commit();
        }
    }

    @Override
    public void close() {}
}
