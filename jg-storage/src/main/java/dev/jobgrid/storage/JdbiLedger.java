package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.Ledger;
import dev.jobgrid.spi.Reservation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reservations, which lie in the rows of their jobs. Thread-safe. */
final class JdbiLedger implements Ledger {
    private final Transactions transactions;

    JdbiLedger(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Reservation> find(JobRef job) {
        return transactions.read(
                "reading a reservation",
                handle -> handle.createQuery("""
                        SELECT held_micros, charged_micros FROM jobs
                        WHERE workspace_id = :workspace AND job_id = :job
                        """)
                        .bind("workspace", job.workspace().value())
                        .bind("job", job.id().value())
                        .map((row, context) -> reservation(job, row))
                        .findOne());
    }

    private static Reservation reservation(JobRef job, ResultSet row) throws SQLException {
        @Nullable Long charged = row.getObject("charged_micros", Long.class);
        return new Reservation(
                job,
                new Usd(row.getLong("held_micros")),
                Optional.ofNullable(charged).map(Usd::new));
    }
}
