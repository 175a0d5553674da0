package dev.jobgrid.storage.internal.copy;

import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The tables of a store in a database. Immutable and thread-safe.
 *
 * @param isPostgres whether the database is PostgreSQL, else H2
 */
public record StoreTables(DataSource database, boolean isPostgres, String schema, String prefix) {
    /** The tables that each store keeps for itself: its id, what its schema scripts wrote, and the grids that are on it. */
    public static final Set<String> OWN =
            Set.of("store_identity", "store_level", SchemaMigration.HISTORY, "grid_instances", "grid_nodes");

    /** The tables whose rows are copied: all others, in alphabetical order. */
    public static final List<String> COPIED = TableNames.TABLES.stream()
            .filter(table -> !OWN.contains(table))
            .sorted()
            .toList();

    /** Tables in an H2 database, by {@linkplain dev.jobgrid.storage.internal.h2.H2Connections guarded} connections. */
    public static StoreTables h2(DataSource database) {
        return new StoreTables(database, false, "public", "");
    }

    /** Tables in PostgreSQL. */
    public static StoreTables postgres(DataSource database, String schema, String prefix) {
        return new StoreTables(database, true, schema, prefix);
    }

    /** A statement with the names of this database. */
    String in(String sql) {
        return (isPostgres ? TableNames.in(schema, prefix) : TableNames.plain()).in(sql);
    }

    /** Without the database, whose text may hold a password. */
    @Override
    public String toString() {
        return "StoreTables[" + (isPostgres ? "PostgreSQL, " : "H2, ") + schema + "." + prefix + "]";
    }
}
