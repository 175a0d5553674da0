package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.CreditHold;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Credits in a database; credit holds are in the rows of their jobs. Thread-safe. */
public final class JdbiLedger implements Ledger {
    private final Transactions transactions;
    private final CreditRows credits;

    public JdbiLedger(Transactions transactions, CreditRows credits) {
        this.transactions = transactions;
        this.credits = credits;
    }

    @Override
    public Optional<CreditHold> find(JobRef job) {
        return transactions.read(
                "reading a reservation",
                handle -> handle.createQuery("""
                        SELECT j.held_micros, s.charged_micros
                        FROM jobs j JOIN job_state s ON s.job_number = j.job_number
                        WHERE j.workspace_id = :workspace AND j.job_id = :job
                        """)
                        .bind("workspace", job.workspace().value())
                        .bind("job", job.id().value())
                        .map((row, context) -> reservation(job, row))
                        .findOne());
    }

    private static CreditHold reservation(JobRef job, ResultSet row) throws SQLException {
        @Nullable Long charged = row.getObject("charged_micros", Long.class);
        return new CreditHold(
                job,
                new Usd(row.getLong("held_micros")),
                Optional.ofNullable(charged).map(Usd::new));
    }

    @Override
    public CreditPosition position(WorkspaceId workspace) {
        return transactions.read(
                "reading a balance",
                handle -> handle.createQuery("""
                        SELECT last_number, available_micros, reserved_micros FROM credit_accounts
                        WHERE workspace_id = :workspace
                        """)
                        .bind("workspace", workspace.value())
                        .map((row, context) -> CreditRows.position(row))
                        .findOne()
                        .orElse(CreditPosition.START));
    }

    /** {@inheritDoc} The account's row is locked before the reference is looked up: top-ups are serialised. */
    @Override
    public CreditMovement topUp(TopUp topUp) {
        return transactions.writeOn("topping up", connection -> {
            CreditPosition position = credits.lockOrOpen(connection, topUp.workspace());
            Optional<CreditMovement> before = credits.find(connection, topUp);
            if (before.isPresent()) {
                return before.get();
            }
            CreditMovement movement = position.topUp(topUp);
            credits.write(connection, topUp.workspace(), List.of(movement));
            return movement;
        });
    }

    /** {@inheritDoc} Reads only the returned rows. */
    @Override
    public List<CreditMovement> movements(WorkspaceId workspace, OptionalLong before, int limit) {
        return transactions.read(
                "reading movements",
                handle -> handle.createQuery("""
                        SELECT * FROM credit_movements
                        WHERE workspace_id = :workspace AND movement_number < :before
                        ORDER BY movement_number DESC LIMIT :limit
                        """)
                        .bind("workspace", workspace.value())
                        .bind("before", before.orElse(Long.MAX_VALUE))
                        .bind("limit", limit)
                        .map((row, context) -> CreditRows.movement(row))
                        .list());
    }
}
