package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The limit underneath: a row for a job, an event when it comes and one when it is over, by plain JDBC. */
final class RawEngine implements QueueUnderTest {
    private static final int MAX_BATCH = 64;
    private static final String JOB =
            "INSERT INTO jobs (id, state, queue, priority, created_at, updated_at, version, spec)"
                    + " VALUES (?, 'QUEUED', 'default', 0, ?, ?, 0, ?)";
    private static final String EVENT = "INSERT INTO events (job_id, type, at, data) VALUES (?, ?, ?, '{}')";
    private static final String FINISH = "UPDATE jobs SET state = 'SUCCEEDED', updated_at = ?, version = version + 1"
            + " WHERE id = ? AND version = ?";
    private static final String FINISH_MANY = """
            WITH j AS (UPDATE jobs SET state = 'SUCCEEDED', updated_at = ?, version = jobs.version + 1
                FROM unnest(?::uuid[], ?::int[]) u (i, v) WHERE id = i AND jobs.version = v RETURNING id)
            INSERT INTO events (job_id, type, at, data) SELECT id, 'SUCCEEDED', ?, '{}' FROM j
            """;
    private static final String CLAIM = """
            UPDATE jobs SET state = 'RUNNING', owner = 'bench', updated_at = ?, version = version + 1
            WHERE id IN (SELECT id FROM jobs WHERE state = 'QUEUED' ORDER BY priority DESC, created_at, id LIMIT ?
                         FOR UPDATE SKIP LOCKED)
            RETURNING id, spec, version
            """;

    private final boolean postgres;
    private final Way way;
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore slots = new Semaphore(4 * WORKERS);
    private final ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
    private final ConcurrentLinkedQueue<Finish> finishes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean leading = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private HikariDataSource database = new HikariDataSource();
    private volatile boolean running = true;

    @Nullable
    private volatile Tally tally;

    /** How it commits, and how the dispatcher is notified. */
    enum Way {
        /** Each end of a job is a commit; submits wake the dispatcher of this process. */
        PLAIN,
        /** Ends of jobs share commits. */
        COMBINED,
        /** Like PLAIN, but the dispatcher is notified by NOTIFY alone. */
        NOTIFY
    }

    private record Job(UUID id, String spec, int version) {}

    private static final class Finish {
        final Job job;
        final Thread caller = Thread.currentThread();
        volatile boolean done;

        Finish(Job job) {
            this.job = job;
        }
    }

    RawEngine(Way way, boolean postgres) {
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

    @Override
    public void submit(String text) throws SQLException {
        insert(List.of(text));
        if (way != Way.NOTIFY) {
            wake.release();
        }
    }

    @Override
    public void submitMany(int jobs) throws SQLException {
        for (int from = 0; from < jobs; from += 1_000) {
            insert(IntStream.range(from, Math.min(jobs, from + 1_000))
                    .mapToObj(i -> Tally.text())
                    .toList());
        }
    }

    private void insert(List<String> texts) throws SQLException {
        OffsetDateTime now = now();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement job = connection.prepareStatement(JOB);
                    PreparedStatement event = connection.prepareStatement(EVENT)) {
                for (String text : texts) {
                    UUID id = UUID.randomUUID();
                    job.setObject(1, id);
                    job.setObject(2, now);
                    job.setObject(3, now);
                    job.setString(4, text);
                    job.addBatch();
                    event(event, id, "SUBMITTED", now);
                }
                job.executeBatch();
                event.executeBatch();
            }
            if (way == Way.NOTIFY) {
                try (Statement notify = connection.createStatement()) {
                    notify.execute("SELECT pg_notify('raw', '')");
                }
            }
            connection.commit();
        }
    }

    private static void event(PreparedStatement event, UUID job, String type, OffsetDateTime at) throws SQLException {
        event.setObject(1, job);
        event.setString(2, type);
        event.setObject(3, at);
        event.addBatch();
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }

    @Override
    public void start(Tally first) {
        tally = first;
        begin("raw dispatcher", this::dispatch);
        if (way == Way.NOTIFY) {
            begin("raw listener", this::hear);
        }
    }

    private interface Work {
        void run() throws SQLException, InterruptedException;
    }

    private void begin(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (SQLException | InterruptedException e) {
                        if (running) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                name);
        thread.start();
        threads.add(thread);
    }

    private void dispatch() throws SQLException, InterruptedException {
        while (running) {
            int free = Math.min(MAX_BATCH, slots.availablePermits());
            List<Job> claimed = free == 0 ? List.of() : claim(free);
            if (claimed.isEmpty()) {
                if (free == 0) {
                    slots.acquire();
                    slots.release();
                } else {
                    wake.tryAcquire(1, TimeUnit.SECONDS);
                    wake.drainPermits();
                }
                continue;
            }
            slots.acquire(claimed.size());
            claimed.forEach(job -> pool.execute(() -> run(job)));
        }
    }

    private List<Job> claim(int max) throws SQLException {
        return postgres ? claimInOne(max) : claimByTwo(max);
    }

    private List<Job> claimInOne(int max) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setObject(1, now());
            statement.setInt(2, max);
            return jobs(statement, 0);
        }
    }

    /** H2's FOR UPDATE would lock the whole queue. */
    private List<Job> claimByTwo(int max) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            List<Job> jobs;
            try (PreparedStatement select = connection.prepareStatement("SELECT id, spec, version FROM jobs"
                    + " WHERE state = 'QUEUED' ORDER BY state, priority DESC, created_at, id LIMIT ?")) {
                select.setInt(1, max);
                jobs = jobs(select, 1);
            }
            try (PreparedStatement update = connection.prepareStatement("UPDATE jobs SET state = 'RUNNING',"
                    + " owner = 'bench', updated_at = ?, version = version + 1 WHERE id = ANY (?)"
                    + " AND state = 'QUEUED'")) {
                update.setObject(1, now());
                update.setArray(
                        2,
                        connection.createArrayOf(
                                "uuid", jobs.stream().map(Job::id).toArray()));
                update.executeUpdate();
            }
            connection.commit();
            return jobs;
        }
    }

    private static List<Job> jobs(PreparedStatement select, int more) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                jobs.add(new Job(rows.getObject(1, UUID.class), rows.getString(2), rows.getInt(3) + more));
            }
        }
        return jobs;
    }

    private void run(Job job) {
        Tally current = Objects.requireNonNull(tally, "started first");
        try {
            current.begun(job.spec());
            if (way == Way.COMBINED) {
                combined(job);
            } else {
                finishByBatch(List.of(job));
            }
            current.over();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            slots.release();
        }
    }

    private void combined(Job job) throws SQLException {
        Finish own = new Finish(job);
        finishes.add(own);
        while (!own.done) {
            if (!leading.compareAndSet(false, true)) {
                LockSupport.park(this);
                continue;
            }
            try {
                while (!own.done) {
                    finishGathered();
                }
            } finally {
                leading.set(false);
                Finish next = finishes.peek();
                if (next != null) {
                    LockSupport.unpark(next.caller);
                }
            }
        }
    }

    private void finishGathered() throws SQLException {
        List<Finish> batch = new ArrayList<>();
        for (Finish next = finishes.poll(); next != null; next = batch.size() < MAX_BATCH ? finishes.poll() : null) {
            batch.add(next);
        }
        List<Job> jobs = batch.stream().map(finish -> finish.job).toList();
        if (postgres) {
            finishInOne(jobs);
        } else {
            finishByBatch(jobs);
        }
        for (Finish finish : batch) {
            finish.done = true;
            LockSupport.unpark(finish.caller);
        }
    }

    private void finishInOne(List<Job> jobs) throws SQLException {
        OffsetDateTime now = now();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FINISH_MANY)) {
            Array ids =
                    connection.createArrayOf("uuid", jobs.stream().map(Job::id).toArray());
            statement.setObject(1, now);
            statement.setArray(2, ids);
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "int4", jobs.stream().map(Job::version).toArray()));
            statement.setObject(4, now);
            statement.executeUpdate();
        }
    }

    private void finishByBatch(List<Job> jobs) throws SQLException {
        OffsetDateTime now = now();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement update = connection.prepareStatement(FINISH);
                    PreparedStatement event = connection.prepareStatement(EVENT)) {
                for (Job job : jobs) {
                    update.setObject(1, now);
                    update.setObject(2, job.id());
                    update.setInt(3, job.version());
                    update.addBatch();
                    event(event, job.id(), "SUCCEEDED", now);
                }
                update.executeBatch();
                event.executeBatch();
            }
            connection.commit();
        }
    }

    private void hear() throws SQLException {
        try (Connection connection = database.getConnection()) {
            try (Statement listen = connection.createStatement()) {
                listen.execute("LISTEN raw");
            }
            while (running) {
                if (connection.unwrap(PGConnection.class).getNotifications(500).length > 0) {
                    wake.release();
                }
            }
            try (Statement unlisten = connection.createStatement()) {
                unlisten.execute("UNLISTEN *");
            }
        }
    }

    @Override
    public void reportTo(Tally next) {
        tally = next;
    }

    @Override
    public void close() {
        running = false;
        wake.release();
        try {
            for (Thread thread : threads) {
                thread.join(3_000);
            }
            pool.shutdown();
            pool.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
