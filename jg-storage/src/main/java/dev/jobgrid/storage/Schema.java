package dev.jobgrid.storage;

import dev.jobgrid.errors.JobGridException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Brings a database's tables to the form that the stores expect. */
final class Schema {
    /** The newest script in the folder. */
    static final String VERSION = "006";

    static final String LOCATION = "classpath:dev/jobgrid/storage/schema";

    private static final String HISTORY = "jobgrid_schema_history";

    private Schema() {}

    /**
     * Runs the scripts that the database has not seen, if there are any.
     *
     * @throws JobGridException INTERNAL_ERROR if one fails
     */
    static void migrate(DataSource database, Jdbi jdbi) {
        // Flyway takes a good part of a start; a database that is as it should be needs only this question.
        if (isCurrent(jdbi)) {
            return;
        }
        try {
            flyway(database).migrate();
        } catch (FlywayException e) {
            throw new JobGridException("bringing the store's tables up to date failed", e);
        }
    }

    static Flyway flyway(DataSource database) {
        return Flyway.configure(Schema.class.getClassLoader())
                .loggers("slf4j") // and not whatever else it finds, such as the console
                .dataSource(database)
                .locations(LOCATION)
                .table(HISTORY)
                .load();
    }

    private static boolean isCurrent(Jdbi jdbi) {
        try {
            return jdbi.withHandle(handle -> handle.createQuery("""
                            SELECT version FROM jobgrid_schema_history WHERE success
                            ORDER BY installed_rank DESC LIMIT 1
                            """)
                    .mapTo(String.class)
                    .findOne()
                    .filter(VERSION::equals)
                    .isPresent());
        } catch (JdbiException e) {
            return false; // a new database has no history
        }
    }
}
