package dev.jobgrid.bench.store;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** db-scheduler: a smaller row, and no event. */
final class DbSchedulerContender implements Contender {
    private static final TaskDescriptor<String> NOTHING = TaskDescriptor.of("nothing", String.class);

    private final OneTimeTask<String> task = Tasks.oneTime(NOTHING).execute((instance, context) -> {});
    private final boolean postgres;

    @Nullable
    private SchedulerClient client;

    DbSchedulerContender(boolean postgres) {
        this.postgres = postgres;
    }

    @Override
    public void open(HikariDataSource database) throws SQLException {
        // As its documentation has it for PostgreSQL; it names no tables for H2, where these serve with H2's types.
        String text = postgres ? "TEXT" : "VARCHAR(255)";
        String bytes = postgres ? "BYTEA" : "BLOB";
        try (Connection connection = database.getConnection();
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
        }
        client = SchedulerClient.Builder.create(database, task).build();
    }

    @Override
    @SuppressWarnings("deprecation") // the plain way, as its documentation shows it
    public void submit() {
        Objects.requireNonNull(client, "opened first")
                .schedule(
                        NOTHING.instance(UUID.randomUUID().toString())
                                .data(Payload.TEXT)
                                .build(),
                        Instant.now());
    }

    @Override
    public void close() {}
}
