package dev.jobgrid.storage.internal.sql;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Migrates a database's tables to the version that the stores expect. What other scripts than the released ones have made is
 * refused, and left as it is.
 */
public final class SchemaMigration {
    /** The schema of the tables in PostgreSQL, unless the embedder names one. */
    public static final String SCHEMA = "jobgrid";

    /** The version that the stores expect. */
    public static final String VERSION = SchemaScripts.newest();

    /** This release opens stores that require this level or a lower one, whatever newer releases have added to them. */
    public static final int LEVEL = 2;

    /** The table of executed scripts. */
    public static final String HISTORY = "jobgrid_schema_history";

    /** Whether the tables exist, or they and the schema can be created. */
    private static final String MAY_MAKE = """
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = :schema AND tablename = :history)
                THEN true
            WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = :schema)
                THEN has_schema_privilege(:schema, 'USAGE') AND has_schema_privilege(:schema, 'CREATE')
            ELSE has_database_privilege(current_database(), 'CREATE')
        END
        """;

    private static final String NONE = "none";

    private static final String FAILED = "migrating the store's tables failed";

    private SchemaMigration() {}

    /**
     * Runs missing scripts, if there are any.
     *
     * @throws JobGridException CONFLICT if only newer releases may open the store, or a development version made it;
     *     INTERNAL_ERROR if a script fails
     */
    public static void migrate(DataSource database, Jdbi jdbi) {
        try {
            migrate(jdbi, SchemaScripts.h2(), () -> flyway(database));
        } catch (FlywayException e) {
            throw new JobGridException(FAILED, e);
        }
    }

    /** As {@link #migrate(DataSource, Jdbi)}, in a schema of PostgreSQL, which is created if absent. */
    public static void migrate(DataSource database, Jdbi jdbi, String schema, String prefix) {
        try {
            migrate(jdbi, SchemaScripts.postgres(prefix), () -> {
                checkRights(database, jdbi, schema, prefix);
                return flyway(database, schema, prefix);
            });
        } catch (FlywayException | JdbiException e) {
            String way = SqlFailure.isForbidden(SqlFailure.of(e)) ? wayOut(database, schema) : "";
            throw new JobGridException(FAILED + way, e);
        }
    }

    /**
     * Checks first, as Flyway mistakes a missing right for a race with another process, and retries for ten seconds.
     */
    private static void checkRights(DataSource database, Jdbi jdbi, String schema, String prefix) {
        boolean mayMake = jdbi.withHandle(handle -> handle.createQuery(MAY_MAKE)
                .bind("schema", schema)
                .bind("history", prefix + HISTORY)
                .mapTo(boolean.class)
                .one());
        if (!mayMake) {
            throw new JobGridException(ErrorCode.INTERNAL_ERROR, FAILED + wayOut(database, schema));
        }
    }

    private static String wayOut(DataSource database, String schema) {
        return ": the schema '" + schema
                + "' cannot be made, or no tables in it, for want of rights; let the database's"
                + " owner run CREATE SCHEMA " + schema + " AUTHORIZATION " + userOf(database)
                + ", or name another one by schema(…)";
    }

    private static String userOf(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getUserName();
        } catch (SQLException e) {
            return "…"; // the message is for people, who know
        }
    }

    private static void migrate(Jdbi jdbi, SchemaScripts scripts, Supplier<Flyway> flyway) {
        // Flyway takes a good part of a start; an up-to-date database needs only this query.
        String found = version(jdbi, scripts);
        if (isNewer(found)) {
            checkLevel(jdbi, found);
        } else if (!found.equals(VERSION)) {
            flyway.get().migrate();
        }
    }

    /**
     * Checks that the scripts were run on PostgreSQL.
     *
     * @throws JobGridException CONFLICT if not, or if only newer releases may open the store, or a development version made it
     */
    public static void check(Jdbi jdbi, String prefix) {
        String found = version(jdbi, SchemaScripts.postgres(prefix));
        if (isNewer(found)) {
            checkLevel(jdbi, found);
        } else if (!found.equals(VERSION)) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "the store's tables have version " + found + ", and this release of JobGrid needs " + VERSION
                            + "; run the schema script, or let the storage migrate by itself");
        }
    }

    /**
     * Whether scripts are missing in a whole database of H2.
     *
     * @throws JobGridException as {@link #migrate(DataSource, Jdbi)}
     */
    public static boolean isOutdated(Jdbi jdbi) {
        String found = version(jdbi, SchemaScripts.h2());
        if (found.equals(NONE)) {
            throw developmentVersion(found); // a release makes the file whole, or not at all
        }
        if (isNewer(found)) {
            checkLevel(jdbi, found);
            return false;
        }
        return !found.equals(VERSION);
    }

    private static boolean isNewer(String version) {
        return version.matches("[0-9]{3}") && version.compareTo(VERSION) > 0;
    }

    /** A newer release has run scripts that this one does not know. */
    private static void checkLevel(Jdbi jdbi, String version) {
        int level;
        try {
            level = jdbi.withHandle(handle -> handle.createQuery("SELECT MAX(level) FROM store_level")
                    .mapTo(int.class)
                    .one());
        } catch (JdbiException e) {
            throw new JobGridException("reading the store's level failed", e);
        }
        if (level > LEVEL) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "a newer release of JobGrid has brought the store's tables to version " + version
                            + ", which only releases of level " + level
                            + " or higher may open, and this release has level "
                            + LEVEL + "; start the newer release, or bring back a backup from before it");
        }
    }

    public static Flyway flyway(DataSource database) {
        return configuration(database, SchemaScripts.h2()).table(HISTORY).load();
    }

    public static Flyway flyway(DataSource database, String schema, String prefix) {
        return configuration(database, SchemaScripts.postgres(prefix))
                .table(prefix + HISTORY)
                .defaultSchema(schema)
                .createSchemas(true)
                // The schema may contain the embedder's other tables.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private static FluentConfiguration configuration(DataSource database, SchemaScripts scripts) {
        return Flyway.configure(SchemaMigration.class.getClassLoader())
                .loggers("slf4j") // and not whatever else it finds, such as the console
                .dataSource(database)
                .resourceProvider(scripts)
                // An embedder's own migrations may be in Flyway's default location; they are not for these tables.
                .javaMigrationClassProvider(List::of)
                .skipDefaultCallbacks(true);
    }

    private record Entry(String version, int checksum) {}

    /** The version of the newest executed script. */
    private static String version(Jdbi jdbi, SchemaScripts scripts) {
        List<Entry> history = history(jdbi);
        String newest =
                history.isEmpty() ? NONE : history.get(history.size() - 1).version();
        if (history.stream().anyMatch(entry -> scripts.isOther(entry.version(), entry.checksum()))) {
            throw developmentVersion(newest);
        }
        return newest;
    }

    private static JobGridException developmentVersion(String found) {
        return new JobGridException(
                ErrorCode.CONFLICT,
                "the store was made by a development version of JobGrid (its tables have version " + found
                        + "), which no release opens or changes; name a new data folder, or another schema or table"
                        + " prefix, and let the version that made the store finish what is in it");
    }

    private static List<Entry> history(Jdbi jdbi) {
        try {
            return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT version, checksum FROM jobgrid_schema_history WHERE type = 'SQL' ORDER BY installed_rank
                        """)
                    .map((row, context) -> new Entry(row.getString("version"), row.getInt("checksum")))
                    .list());
        } catch (JdbiException e) {
            return List.of(); // a new database has no history
        }
    }
}
