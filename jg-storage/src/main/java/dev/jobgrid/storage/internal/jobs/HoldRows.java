package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Transition;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes the allocation of a run inside the transaction of a job's change. Thread-safe. */
public final class HoldRows {
    private static final String CHANGE_OWNER =
            "UPDATE device_holds SET instance_id = ? WHERE job_number = ? AND attempt = ?";

    private static final String INSERT = """
            INSERT INTO device_holds (executor, node_id, device_id, job_number, workspace_id, job_id, attempt, created_at,
                                      instance_id, node_name)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String RELEASE = "DELETE FROM device_holds WHERE job_number = ? AND attempt = ?";

    // A run whose program has ended keeps one row, which names its owner and no device.
    private static final String DROP = """
            DELETE FROM device_holds WHERE job_number = ? AND attempt = ? AND instance_id = ?
                AND device_id <> (SELECT MIN(kept.device_id) FROM device_holds kept
                                  WHERE kept.job_number = ? AND kept.attempt = ?)
            """;

    private static final String RENAME =
            "UPDATE device_holds SET device_id = ? WHERE job_number = ? AND attempt = ? AND instance_id = ?";

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
    public boolean write(Connection connection, NumberedChange numbered) throws SQLException {
        Transition transition = numbered.change().last();
        long number = numbered.number();
        if (transition.isPlacing()) {
            return insert(connection, HoldRow.placed(List.of(numbered)));
        }
        if (transition.releasesAllocation()) {
            release(connection, number, transition.before().run());
            return true;
        }
        if (transition.releasesDevices()) {
            free(
                    connection,
                    number,
                    transition.after().run(),
                    transition.after().attempt().owner().orElseThrow());
            return true;
        }
        return !transition.isTakingOver()
                || tryChangeOwner(connection, transition, number)
                || insert(connection, HoldRow.placed(List.of(numbered)));
    }

    /** Removes the devices of an allocation; whether it has the given owner. */
    public boolean free(Connection connection, long number, RunKey run, InstanceId owner) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(drop)) {
            statement.setLong(1, number);
            statement.setInt(2, run.attempt());
            statement.setString(3, owner.value());
            statement.setLong(4, number);
            statement.setInt(5, run.attempt());
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(rename)) {
            statement.setString(1, noDevice(run));
            statement.setLong(2, number);
            statement.setInt(3, run.attempt());
            statement.setString(4, owner.value());
            return statement.executeUpdate() > 0;
        }
    }

    private void release(Connection connection, long number, RunKey run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(release)) {
            statement.setLong(1, number);
            statement.setInt(2, run.attempt());
            statement.executeUpdate();
        }
    }

    private boolean tryChangeOwner(Connection connection, Transition transition, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(changeOwner)) {
            statement.setString(
                    1, transition.after().attempt().owner().orElseThrow().value());
            statement.setLong(2, number);
            statement.setInt(3, transition.after().run().attempt());
            return statement.executeUpdate() > 0;
        }
    }

    /** Inserts the rows up to the first whose device another run holds; false if there is one. */
    boolean insert(Connection connection, List<HoldRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (HoldRow row : rows) {
                statement.setString(1, row.place().executor());
                statement.setString(2, row.place().machine().value());
                statement.setString(3, row.device());
                statement.setLong(4, row.number());
                statement.setString(5, row.job().ref().workspace().value());
                statement.setString(6, row.job().id().value());
                statement.setInt(7, row.job().attempt().number());
                JobStatements.bind(statement, 8, row.job().state().times().created());
                statement.setString(9, row.owner());
                statement.setString(10, row.place().node().value());
                if (statement.executeUpdate() == 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
