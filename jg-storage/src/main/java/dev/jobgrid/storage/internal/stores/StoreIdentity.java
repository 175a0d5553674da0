package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What tells a store from its copies: the id, created with its tables, and where it was moved. Thread-safe. */
public final class StoreIdentity {
    /** The id in a database that cannot detect a copy of its file. */
    public static final String PLAIN_ID = "store_id";

    /** With the table's number on the server, which differs after a restore from a dump. */
    public static final String POSTGRES_ID = "store_id || '.' || CAST(tableoid AS CHARACTER VARYING)";

    private final Transactions transactions;
    private final String expression;

    private StoreIdentity(Transactions transactions, String expression) {
        this.transactions = transactions;
        this.expression = expression;
    }

    /** In H2. */
    public static StoreIdentity plain(Transactions transactions) {
        return new StoreIdentity(transactions, PLAIN_ID);
    }

    /** In PostgreSQL. */
    public static StoreIdentity postgres(Transactions transactions) {
        return new StoreIdentity(transactions, POSTGRES_ID);
    }

    /** The id, in SQL on its table. */
    String expression() {
        return expression;
    }

    /** Replaces the id by a new one. The grids' names are those of another store then. */
    public void renew() {
        transactions.write(
                "renewing the store's id",
                handle -> handle.execute("UPDATE store_identity SET names_of = COALESCE(names_of, " + expression
                        + "), store_id = gen_random_uuid()"));
    }

    /** The id; empty if it was deleted. */
    public Optional<String> id() {
        return transactions.read(
                "reading the store's id",
                handle -> handle.createQuery("SELECT " + expression + " FROM store_identity")
                        .mapTo(String.class)
                        .findOne());
    }

    /**
     * Checks that the store was not moved.
     *
     * @throws JobGridException CONFLICT if it was
     */
    public void checkNotMoved() {
        transactions.read("reading where the store was moved", handle -> {
            checkNotMoved(handle);
            return true;
        });
    }

    static void checkNotMoved(Handle handle) {
        handle.createQuery("SELECT moved_to, moved_at FROM store_identity WHERE moved_to IS NOT NULL")
                .map((row, context) -> moved(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()))
                .findOne()
                .ifPresent(refusal -> {
                    throw refusal;
                });
    }

    /** What everyone who opens a moved store is told. */
    public static JobGridException moved(String to, Instant at) {
        return new JobGridException(
                ErrorCode.CONFLICT,
                "this store was moved to " + to + " at " + at.truncatedTo(ChronoUnit.SECONDS)
                        + " by 'jg migrate'; work with that one. If it has no jobs because the move was cut short, move"
                        + " again with 'jg migrate --force'; if it is gone for good, 'jg server --force' opens what was"
                        + " left here, and runs the jobs that waited then");
    }
}
