package dev.jobgrid.bench.work;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler, with what its documentation says is fast. It deletes a job that has run; PostgreSQL can keep a row of it in the same
 * statement.
 */
final class DbSchedulerEngine implements QueueUnderTest {
    private static final TaskDescriptor<String> NOTHING = TaskDescriptor.of("nothing", String.class);
    private static final String KEEP = """
            CREATE TABLE finished (task_instance TEXT PRIMARY KEY, task_data BYTEA, ended_at TIMESTAMP WITH TIME ZONE NOT NULL);
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO finished VALUES (old.task_instance, old.task_data, now());
                RETURN NULL;
            END $$;
            CREATE TRIGGER keep AFTER DELETE ON scheduled_tasks FOR EACH ROW EXECUTE FUNCTION keep();
            """;

    private final boolean postgres;
    private final boolean keeps;
    private final OneTimeTask<String> task = Tasks.oneTime(NOTHING).execute((instance, context) -> {
        Tally current = Objects.requireNonNull(this.tally, "started first");
        current.begun(instance.getData());
        current.over();
    });

    @Nullable
    private HikariDataSource database;

    @Nullable
    private SchedulerClient client;

    @Nullable
    private Scheduler scheduler;

    @Nullable
    private volatile Tally tally;

    /**
     * A scheduler.
     *
     * @param keeps whether a job that has run stays readable, in a table of its own; PostgreSQL alone
     */
    DbSchedulerEngine(boolean postgres, boolean keeps) {
        this.postgres = postgres;
        this.keeps = keeps;
    }

    @Override
    public void open(HikariDataSource opened) throws SQLException {
        database = opened;
        // As its documentation has it for PostgreSQL; it names no tables for H2, where these serve with H2's types.
        String text = postgres ? "TEXT" : "VARCHAR(255)";
        String bytes = postgres ? "BYTEA" : "BLOB";
        try (Connection connection = opened.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE scheduled_tasks (task_name " + text + " NOT NULL, task_instance " + text
                    + " NOT NULL, task_data " + bytes
                    + ", execution_time TIMESTAMP WITH TIME ZONE NOT NULL, picked BOOLEAN"
                    + " NOT NULL, picked_by " + text
                    + ", last_success TIMESTAMP WITH TIME ZONE, last_failure TIMESTAMP WITH"
                    + " TIME ZONE, consecutive_failures INT, last_heartbeat TIMESTAMP WITH TIME ZONE, version BIGINT NOT"
                    + " NULL, priority SMALLINT, PRIMARY KEY (task_name, task_instance))");
            statement.execute("CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)");
            statement.execute("CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");
            statement.execute(
                    "CREATE INDEX priority_execution_time_idx ON scheduled_tasks (priority DESC, execution_time ASC)");
            if (keeps) {
                statement.execute(KEEP);
            }
        }
        client = SchedulerClient.Builder.create(opened, task).build();
    }

    private static TaskInstance<String> job(String text) {
        return NOTHING.instance(UUID.randomUUID().toString()).data(text).build();
    }

    @Override
    @SuppressWarnings("deprecation") // the plain way, as its documentation shows it
    public void submit(String text) {
        SchedulerClient to = scheduler == null ? client : scheduler;
        Objects.requireNonNull(to, "opened first").schedule(job(text), Instant.now());
    }

    @Override
    public void submitMany(int jobs) {
        Objects.requireNonNull(client, "opened first")
                .scheduleBatch(
                        IntStream.range(0, jobs)
                                .<TaskInstance<?>>mapToObj(i -> job(Tally.text()))
                                .toList(),
                        Instant.now());
    }

    @Override
    public void start(Tally first) {
        tally = first;
        SchedulerBuilder builder = Scheduler.create(Objects.requireNonNull(database, "opened first"), task)
                .threads(WORKERS)
                .enableImmediateExecution()
                .pollingInterval(Duration.ofSeconds(10))
                .schedulerName(new SchedulerName.Fixed("bench"))
                .shutdownMaxWait(Duration.ofSeconds(2));
        if (postgres) {
            builder.pollUsingLockAndFetch(1.0, 4.0);
        }
        Scheduler built = builder.build();
        built.start();
        scheduler = built;
    }

    @Override
    public void reportTo(Tally next) {
        tally = next;
    }

    @Override
    public void close() {
        if (scheduler != null) {
            scheduler.stop();
        }
    }
}
