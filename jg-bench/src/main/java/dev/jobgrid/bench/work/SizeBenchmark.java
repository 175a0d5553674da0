package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.bench.contest.Databases;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.PostgresStorage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What reads take when little is stored on PostgreSQL and when much is: as many jobs as are asked for, half of them queued, and
 * ten times as many lines in the log of one. Rows are copied by SQL.
 *
 * <p>Arguments: the few, the many, and the reads of each kind.
 */
public final class SizeBenchmark {
    private static final int CHUNK = 500;
    private static final String LATER = "(n - 1) * INTERVAL '1 millisecond'";

    private final HikariDataSource database;
    private final Storage storage;
    private final int reads;
    private final Random random = new Random(5);
    private Optional<JobRef> template = Optional.empty();
    private Instant created = Instant.EPOCH;

    private SizeBenchmark(HikariDataSource database, Storage storage, int reads) {
        this.database = database;
        this.storage = storage;
        this.reads = reads;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (Databases databases = new Databases(true);
                HikariDataSource database = databases.open();
                Storage storage = PostgresStorage.builder()
                        .dataSource(database)
                        .schema("jobgrid")
                        .blobFolder(databases.folder())
                        .open()) {
            GridEngine engine = new GridEngine(true, databases.folder());
            engine.open(database);
            engine.submit(Tally.text());
            SizeBenchmark benchmark = new SizeBenchmark(database, storage, Integer.parseInt(args[2]));
            benchmark.compare(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
            engine.close();
        }
    }

    private void compare(int few, int many) throws SQLException {
        storage.jobs()
                .list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), Optional.empty(), 1))
                .forEach(job -> {
                    template = Optional.of(job.ref());
                    created = job.state().times().created();
                });
        fill(1, few);
        measured(few); // warms up
        Map<String, Double> before = measured(few);
        fill(few + 1, many);
        measured(many);
        Map<String, Double> after = measured(many);
        System.out.printf(
                Locale.ROOT,
                "| µs, p50 of %d | %,d jobs | %,d jobs | |%n| --- | --- | --- | --- |%n",
                reads,
                few,
                many);
        before.forEach((name, micros) -> {
            double now = after.getOrDefault(name, Double.NaN);
            System.out.printf(Locale.ROOT, "| %s | %,.0f | %,.0f | × %.2f |%n", name, micros, now, now / micros);
        });
    }

    private static JobId id(int number) {
        return new JobId(String.format(Locale.ROOT, "job_%026d", number));
    }

    private static JobRef ref(int number) {
        return new JobRef(WorkspaceId.DEFAULT, id(number));
    }

    private void fill(int from, int to) throws SQLException {
        String copied = "jobgrid.jobgrid_jobs j WHERE j.job_id = '"
                + template.orElseThrow().id().value() + "'";
        String numbers = " FROM generate_series(" + from + ", " + to + ") n, ";
        String number = "1000000 + n";
        String id = "'job_' || lpad(n::text, 26, '0')";
        String created = "j.created_at + " + LATER;
        execute(
                "INSERT INTO jobgrid.jobgrid_jobs (job_number, workspace_id, job_id, created_at, held_micros, spec) SELECT "
                        + number + ", workspace_id, " + id + ", " + created + ", held_micros, spec" + numbers + copied);
        execute("INSERT INTO jobgrid.jobgrid_job_state (job_number, status, version, updated_at, state) SELECT "
                + number
                + ", CASE n % 2 WHEN 0 THEN 'QUEUED' ELSE 'COMPLETED' END, version, updated_at, state" + numbers
                + "jobgrid.jobgrid_job_state s WHERE s.job_number = (SELECT j.job_number FROM " + copied + ")");
        execute("INSERT INTO jobgrid.jobgrid_job_queue (job_number, workspace_id, job_id, lane, turn_at, created_at,"
                + " queued_at, listed_in) SELECT " + number + ", q.workspace_id, " + id + ", q.lane, q.turn_at + "
                + LATER
                + ", " + created + ", q.queued_at, q.workspace_id" + numbers + "jobgrid.jobgrid_job_queue q, " + copied
                + " AND q.job_number = j.job_number AND n % 2 = 0");
        execute("INSERT INTO jobgrid.jobgrid_job_ends (status, workspace_id, created_at, job_id, job_number) SELECT"
                + " 'COMPLETED', workspace_id, " + created + ", " + id + ", " + number + numbers + copied
                + " AND n % 2 = 1");
        execute("INSERT INTO jobgrid.jobgrid_job_events (job_number, event_seq, events) SELECT " + number
                + ", event_seq, events" + numbers + "jobgrid.jobgrid_job_events e WHERE e.job_number ="
                + " (SELECT j.job_number FROM " + copied + ")");
        if (from == 1) {
            TrainingLog log = new TrainingLog(new RunKey(ref(1), 1));
            for (int stored = 0; stored < 10 * to; stored += CHUNK) {
                storage.logs().append(log.next(CHUNK));
            }
        } else {
            int part = 10 * (from - 1);
            execute("INSERT INTO jobgrid.jobgrid_job_log_chunks (workspace_id, job_id, last_entry_id, first_entry_id,"
                    + " streams, packed_lines) SELECT workspace_id, job_id, last_entry_id + n::bigint * " + part
                    + ", first_entry_id + n::bigint * " + part + ", streams, packed_lines FROM"
                    + " jobgrid.jobgrid_job_log_chunks, generate_series(1, " + (10L * to / part - 1) + ") n");
        }
        for (String table : List.of("jobs", "job_state", "job_queue", "job_ends", "job_events", "job_log_chunks")) {
            execute("VACUUM ANALYZE jobgrid.jobgrid_" + table);
        }
        execute("CHECKPOINT"); // else reads write out what was filled in
    }

    private Map<String, Double> measured(int jobs) {
        Instant now = Instant.now().plusSeconds(86_400);
        Map<String, Double> found = new LinkedHashMap<>();
        found.put(
                "claim: 65 jobs at the head of the queue",
                micros(() -> storage.jobs().queued(QueueQuery.all(now, 256, 65))));
        found.put("list: the newest 50", micros(() -> list(Optional.empty(), Optional.empty())));
        found.put("list: 50 from anywhere", micros(() -> list(Optional.empty(), anywhere(jobs))));
        found.put(
                "list: 50 completed from anywhere",
                micros(() -> list(Optional.of(JobStatus.COMPLETED), anywhere(jobs))));
        found.put("status of a job", micros(() -> storage.jobs().find(ref(1 + random.nextInt(jobs)))));
        found.put("events of a job", micros(() -> storage.jobs().events(ref(1 + random.nextInt(jobs)), 0, 100)));
        found.put(
                "log: 500 lines from anywhere",
                micros(() -> storage.logs()
                        .read(ref(1), LogQuery.after((long) (random.nextDouble() * (10L * jobs - 500)), 500))
                        .lines()));
        found.put(
                "log: the last 500 lines",
                micros(() -> storage.logs().read(ref(1), LogQuery.tail(500)).lines()));
        return found;
    }

    private Optional<JobQuery.Cursor> anywhere(int jobs) {
        int number = jobs / 2 + random.nextInt(jobs / 2);
        return Optional.of(new JobQuery.Cursor(created.plusMillis(number), id(number)));
    }

    private void list(Optional<JobStatus> status, Optional<JobQuery.Cursor> after) {
        storage.jobs().list(new JobQuery(WorkspaceId.DEFAULT, status, after, 50));
    }

    private double micros(Runnable read) {
        List<Long> nanos = new ArrayList<>(reads);
        for (int i = 0; i < reads; i++) {
            long began = System.nanoTime();
            read.run();
            nanos.add(System.nanoTime() - began);
        }
        return nanos.stream().sorted().toList().get(reads / 2) / 1e3;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
