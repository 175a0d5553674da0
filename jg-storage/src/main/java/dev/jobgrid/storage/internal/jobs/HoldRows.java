package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes the allocation of a run inside the transaction of a job's change. Thread-safe. */
public final class HoldRows {
    private static final String CHANGE_OWNER = """
            UPDATE device_holds SET instance_id = ? WHERE workspace_id = ? AND job_id = ? AND attempt = ?
            """;

    private static final String INSERT = """
            INSERT INTO device_holds (executor, node_id, device_id, workspace_id, job_id, attempt, instance_id, node_name)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String RELEASE = """
            DELETE FROM device_holds WHERE workspace_id = ? AND job_id = ? AND attempt = ?
            """;

    // A run whose program has ended keeps one row, which names its owner and no device.
    private static final String DROP = """
            DELETE FROM device_holds WHERE workspace_id = ? AND job_id = ? AND attempt = ? AND instance_id = ?
                AND device_id <> (SELECT MIN(kept.device_id) FROM device_holds kept
                                  WHERE kept.workspace_id = ? AND kept.job_id = ? AND kept.attempt = ?)
            """;

    private static final String RENAME = """
            UPDATE device_holds SET device_id = ?
            WHERE workspace_id = ? AND job_id = ? AND attempt = ? AND instance_id = ?
            """;

    /** A prefix that no device's name has. */
    private static final String NO_DEVICE = "=ended/";

    private final String changeOwner;
    private final String insert;
    private final String release;
    private final String drop;
    private final String rename;

    public HoldRows(TableNames names) {
        changeOwner = names.in(CHANGE_OWNER);
        insert = names.in(INSERT);
        release = names.in(RELEASE);
        drop = names.in(DROP);
        rename = names.in(RENAME);
    }

    /** The placeholder for a run without devices. */
    public static String noDevice(RunKey run) {
        return NO_DEVICE + run.job().workspace() + "/" + run.job().id() + "/" + run.attempt();
    }

    public static boolean isDevice(String name) {
        return !name.startsWith(NO_DEVICE);
    }

    /** Whether a change has an allocation to write. */
    static boolean isHolding(Transition transition) {
        return transition.isPlacing() || transition.isTakingOver() || transition.releasesDevices();
    }

    /**
     * Writes the allocation.
     *
     * @return false if another run holds one of the devices: the transaction must not be committed
     */
    public boolean write(Connection connection, Transition transition) throws SQLException {
        if (transition.isPlacing()) {
            return insert(connection, transition);
        }
        if (transition.releasesAllocation()) {
            release(connection, transition.before().run());
            return true;
        }
        if (transition.releasesDevices()) {
            free(
                    connection,
                    transition.after().run(),
                    transition.after().attempt().owner().orElseThrow());
            return true;
        }
        return !transition.isTakingOver() || tryChangeOwner(connection, transition) || insert(connection, transition);
    }

    /** Removes the devices of an allocation; whether it has the given owner. */
    public boolean free(Connection connection, RunKey run, InstanceId owner) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(drop)) {
            bind(statement, 1, run);
            statement.setString(4, owner.value());
            bind(statement, 5, run);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(rename)) {
            statement.setString(1, noDevice(run));
            bind(statement, 2, run);
            statement.setString(5, owner.value());
            return statement.executeUpdate() > 0;
        }
    }

    private static void bind(PreparedStatement statement, int position, RunKey run) throws SQLException {
        statement.setString(position, run.job().workspace().value());
        statement.setString(position + 1, run.job().id().value());
        statement.setInt(position + 2, run.attempt());
    }

    private void release(Connection connection, RunKey run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(release)) {
            bind(statement, 1, run);
            statement.executeUpdate();
        }
    }

    private boolean tryChangeOwner(Connection connection, Transition transition) throws SQLException {
        RunKey run = transition.after().run();
        try (PreparedStatement statement = connection.prepareStatement(changeOwner)) {
            statement.setString(
                    1, transition.after().attempt().owner().orElseThrow().value());
            statement.setString(2, run.job().workspace().value());
            statement.setString(3, run.job().id().value());
            statement.setInt(4, run.attempt());
            return statement.executeUpdate() > 0;
        }
    }

    private boolean insert(Connection connection, Transition transition) throws SQLException {
        RunKey run = transition.after().run();
        Attempt attempt = transition.after().attempt();
        Placement place = attempt.placement().orElseThrow();
        // Locks are taken in a fixed order to avoid deadlocks.
        List<String> devices = transition.after().phase() == ExecutionPhase.CLEANUP
                ? List.of(noDevice(run))
                : place.gpuIds().stream().sorted().toList();
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (String device : devices) {
                statement.setString(1, place.executor());
                statement.setString(2, place.machine().value());
                statement.setString(3, device);
                statement.setString(4, run.job().workspace().value());
                statement.setString(5, run.job().id().value());
                statement.setInt(6, run.attempt());
                statement.setString(7, attempt.owner().orElseThrow().value());
                statement.setString(8, place.node().value());
                if (statement.executeUpdate() == 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
