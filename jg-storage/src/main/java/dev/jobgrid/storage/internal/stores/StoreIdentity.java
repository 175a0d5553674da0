package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.storage.internal.sql.Transactions;
import java.util.Optional;

/** The id that a store got with its tables. Thread-safe. */
public final class StoreIdentity {
    private final Transactions transactions;
    private final String look;

    private StoreIdentity(Transactions transactions, String look) {
        this.transactions = transactions;
        this.look = look;
    }

    /** Of a database that cannot tell itself from a copy of its file. */
    public StoreIdentity(Transactions transactions) {
        this(transactions, "SELECT store_id FROM store_identity");
    }

    /** With the number that the server gave the table, which one that is restored from a dump does not share. */
    public static StoreIdentity postgres(Transactions transactions) {
        return new StoreIdentity(
                transactions, "SELECT store_id || '.' || CAST(tableoid AS CHARACTER VARYING) FROM store_identity");
    }

    /** The id; empty if someone has deleted it. */
    public Optional<String> id() {
        return transactions.read(
                "reading the store's id",
                handle -> handle.createQuery(look).mapTo(String.class).findOne());
    }
}
