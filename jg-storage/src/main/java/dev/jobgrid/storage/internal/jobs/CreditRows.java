package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditEntry;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.storage.internal.sql.SqlFailure;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of accounts and movements, inside the moving transaction. Thread-safe. */
public final class CreditRows {
    private static final String LOCK = """
            SELECT last_number, available_micros, reserved_micros FROM credit_accounts WHERE workspace_id = ? FOR UPDATE
            """;

    /** A separate statement would cost one more round trip for each account. */
    private static final String POSTGRES_LOCK_BRIEFLY = "SET LOCAL lock_timeout = '250ms'; " + LOCK;

    private static final String H2_LOCK_BRIEFLY = LOCK.strip() + " WAIT 0.25";

    private static final String UPDATE = """
            UPDATE credit_accounts SET last_number = ?, available_micros = ?, reserved_micros = ? WHERE workspace_id = ?
            """;

    private static final String OPEN = """
            INSERT INTO credit_accounts (workspace_id, last_number, available_micros, reserved_micros)
            VALUES (?, 0, 0, 0)
            ON CONFLICT DO NOTHING
            """;

    private static final String INSERT = """
            INSERT INTO credit_movements (workspace_id, movement_number, kind, job_id, reference, moved_at, available_gain,
                                          reserved_gain, revenue_gain, top_ups_gain, available_after, reserved_after)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String BY_REFERENCE = """
            SELECT * FROM credit_movements WHERE workspace_id = ? AND reference = ?
            """;

    private final String lock;
    private final String lockBriefly;
    private final String update;
    private final String open;
    private final String insert;
    private final String byReference;

    /** How an account is locked until the transaction ends. */
    @FunctionalInterface
    interface Lock {
        /** Its position; empty if there is none. */
        Optional<CreditPosition> on(Connection connection, WorkspaceId workspace) throws SQLException;
    }

    private CreditRows(TableNames names, String lockBriefly) {
        lock = names.in(LOCK);
        this.lockBriefly = names.in(lockBriefly);
        update = names.in(UPDATE);
        open = names.in(OPEN);
        insert = names.in(INSERT);
        byReference = names.in(BY_REFERENCE);
    }

    public static CreditRows h2(TableNames names) {
        return new CreditRows(names, H2_LOCK_BRIEFLY);
    }

    public static CreditRows postgres(TableNames names) {
        return new CreditRows(names, POSTGRES_LOCK_BRIEFLY);
    }

    /**
     * As {@link #lock}, for shared writes, which must not wait for a long lock.
     *
     * @throws AccountLockedException if another transaction has held it for a quarter of a second; this one must be
     *     rolled back
     */
    Optional<CreditPosition> lockBriefly(Connection connection, WorkspaceId workspace) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lockBriefly)) {
            statement.setString(1, workspace.value());
            if (!statement.execute()) {
                statement.getMoreResults(); // after the one that set the lock time-out
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? Optional.of(position(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            if (SqlFailure.isLockTimeout(e)) {
                throw new AccountLockedException(workspace);
            }
            throw e;
        }
    }

    /** Locks a workspace's account until the transaction ends, and returns its position; empty if it has none. */
    Optional<CreditPosition> lock(Connection connection, WorkspaceId workspace) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lock)) {
            statement.setString(1, workspace.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(position(row)) : Optional.empty();
            }
        }
    }

    /** As {@link #lock}, with a new account for a workspace that has none. */
    CreditPosition lockOrOpen(Connection connection, WorkspaceId workspace) throws SQLException {
        Optional<CreditPosition> there = lock(connection, workspace);
        if (there.isPresent()) {
            return there.get();
        }
        try (PreparedStatement statement = connection.prepareStatement(open)) {
            statement.setString(1, workspace.value());
            statement.executeUpdate();
        }
        return lock(connection, workspace)
                .orElseThrow(() ->
                        new IllegalStateException("the account of " + workspace + " was created, but" + " is missing"));
    }

    static CreditPosition position(ResultSet row) throws SQLException {
        return new CreditPosition(
                row.getLong("last_number"),
                new CreditBalance(new Usd(row.getLong("available_micros")), new Usd(row.getLong("reserved_micros"))));
    }

    /** Writes movements of a locked account, in order; the last one gives its new position. */
    void write(Connection connection, WorkspaceId workspace, List<CreditMovement> movements) throws SQLException {
        if (movements.isEmpty()) {
            return;
        }
        CreditPosition now = movements.get(movements.size() - 1).position();
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setLong(1, now.number());
            statement.setLong(2, now.balance().available().micros());
            statement.setLong(3, now.balance().reserved().micros());
            statement.setString(4, workspace.value());
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (CreditMovement movement : movements) {
                bind(statement, workspace, movement);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, WorkspaceId workspace, CreditMovement movement)
            throws SQLException {
        statement.setString(1, workspace.value());
        statement.setLong(2, movement.number());
        statement.setString(3, movement.kind().name());
        bind(statement, 4, movement.job().map(id -> id.value()).orElse(null));
        bind(statement, 5, movement.reference().orElse(null));
        JobStatements.bind(statement, 6, movement.at());
        statement.setLong(7, movement.gain(CreditAccount.AVAILABLE));
        statement.setLong(8, movement.gain(CreditAccount.RESERVED));
        statement.setLong(9, movement.gain(CreditAccount.REVENUE));
        statement.setLong(10, movement.gain(CreditAccount.TOP_UPS));
        statement.setLong(11, movement.after().available().micros());
        statement.setLong(12, movement.after().reserved().micros());
    }

    private static void bind(PreparedStatement statement, int position, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(position, Types.VARCHAR);
        } else {
            statement.setString(position, text);
        }
    }

    /** The earlier top-up of a workspace with this reference. */
    Optional<CreditMovement> find(Connection connection, TopUp topUp) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(byReference)) {
            statement.setString(1, topUp.workspace().value());
            statement.setString(2, topUp.reference());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(movement(row)) : Optional.empty();
            }
        }
    }

    static CreditMovement movement(ResultSet row) throws SQLException {
        List<CreditEntry> entries = new ArrayList<>();
        add(entries, CreditAccount.AVAILABLE, row.getLong("available_gain"));
        add(entries, CreditAccount.RESERVED, row.getLong("reserved_gain"));
        add(entries, CreditAccount.REVENUE, row.getLong("revenue_gain"));
        add(entries, CreditAccount.TOP_UPS, row.getLong("top_ups_gain"));
        return new CreditMovement(
                row.getLong("movement_number"),
                CreditMovement.Kind.valueOf(row.getString("kind")),
                Optional.ofNullable(row.getString("job_id")).map(JobId::new),
                Optional.ofNullable(row.getString("reference")),
                TimeColumn.read(row, "moved_at"),
                entries,
                new CreditBalance(new Usd(row.getLong("available_after")), new Usd(row.getLong("reserved_after"))));
    }

    private static void add(List<CreditEntry> entries, CreditAccount account, long micros) {
        if (micros != 0) {
            entries.add(new CreditEntry(account, micros));
        }
    }
}
