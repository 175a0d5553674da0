package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.GridNames;
import dev.jobgrid.spi.store.GridNameStore;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The names of a store's grids, in a database, with the id of the store that they are of. Thread-safe. */
public final class JdbiGridNameStore implements GridNameStore {
    private static final String READING = "reading the grids' names";
    private static final String WRITING = "storing the grids' names";

    private final Transactions transactions;
    private final String id;

    public JdbiGridNameStore(Transactions transactions, StoreIdentity identity) {
        this.transactions = transactions;
        this.id = identity.expression();
    }

    /** Whose the names are. */
    private enum Owner {
        THIS_STORE,
        ANOTHER_STORE,
        UNKNOWN
    }

    @Override
    public GridNames names() {
        return transactions
                .read(
                        READING,
                        handle -> owner(handle) == Owner.THIS_STORE ? stored(handle) : Optional.<GridNames>empty())
                .orElseGet(() -> transactions.write(WRITING, this::own));
    }

    private GridNames own(Handle handle) {
        lock(handle);
        if (owner(handle) == Owner.ANOTHER_STORE) {
            handle.execute("DELETE FROM grid_names");
            handle.execute("DELETE FROM signing_keys");
        }
        claim(handle);
        return stored(handle).orElseGet(() -> inserted(handle, "grid-" + UUID.randomUUID()));
    }

    @Override
    public GridNames adopt(String name) {
        return transactions.write(WRITING, handle -> {
            lock(handle);
            return stored(handle).filter(names -> names.contains(name)).orElseGet(() -> inserted(handle, name));
        });
    }

    @Override
    public boolean isInherited() {
        return transactions.read(
                READING,
                handle -> owner(handle) == Owner.ANOTHER_STORE && stored(handle).isPresent());
    }

    @Override
    public void inherit() {
        transactions.write(WRITING, handle -> {
            lock(handle);
            return claim(handle);
        });
    }

    /** By the row that always exists: of grids that start at once, the first one makes the name. */
    private static void lock(Handle handle) {
        handle.createQuery("SELECT level FROM store_level FOR UPDATE")
                .mapTo(Integer.class)
                .list();
    }

    private Owner owner(Handle handle) {
        return handle.createQuery("SELECT names_of = " + id + " FROM store_identity WHERE names_of IS NOT NULL")
                .mapTo(Boolean.class)
                .findOne()
                .map(isThis -> isThis ? Owner.THIS_STORE : Owner.ANOTHER_STORE)
                .orElse(Owner.UNKNOWN);
    }

    private int claim(Handle handle) {
        return handle.execute("UPDATE store_identity SET names_of = " + id);
    }

    private static GridNames inserted(Handle handle, String name) {
        handle.execute(
                "INSERT INTO grid_names (name_number, grid_name)"
                        + " SELECT COALESCE(MAX(name_number), 0) + 1, CAST(? AS CHARACTER VARYING) FROM grid_names",
                name);
        return stored(handle).orElseThrow();
    }

    private static Optional<GridNames> stored(Handle handle) {
        List<String> names = handle.createQuery("SELECT grid_name FROM grid_names ORDER BY name_number")
                .mapTo(String.class)
                .list();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new GridNames(names.get(0), names.subList(1, names.size())));
    }
}
