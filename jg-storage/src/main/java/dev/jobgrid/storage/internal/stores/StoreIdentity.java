package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.storage.internal.sql.Transactions;
import java.util.Optional;

/** The id of a store, created with its tables. Thread-safe. */
public final class StoreIdentity {
    private final Transactions transactions;
    private final String look;

    private StoreIdentity(Transactions transactions, String look) {
        this.transactions = transactions;
        this.look = look;
    }

    /** For a database that cannot detect a copy of its file. */
    public StoreIdentity(Transactions transactions) {
        this(transactions, "SELECT store_id FROM store_identity");
    }

    /** With the table's number on the server, which differs after a restore from a dump. */
    public static StoreIdentity postgres(Transactions transactions) {
        return new StoreIdentity(
                transactions, "SELECT store_id || '.' || CAST(tableoid AS CHARACTER VARYING) FROM store_identity");
    }

    /** Replaces the id by a new one. */
    public void renew() {
        transactions.write(
                "renewing the store's id",
                handle -> handle.execute("UPDATE store_identity SET store_id = gen_random_uuid()"));
    }

    /** The id; empty if it was deleted. */
    public Optional<String> id() {
        return transactions.read(
                "reading the store's id",
                handle -> handle.createQuery(look).mapTo(String.class).findOne());
    }
}
