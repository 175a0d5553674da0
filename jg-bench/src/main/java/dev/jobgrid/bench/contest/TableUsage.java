package dev.jobgrid.bench.contest;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * What has been done to PostgreSQL's tables so far, and by how many statements; all 0 for another database.
 *
 * @param statements statements that came, BEGIN and COMMIT too
 * @param rows row versions inserted, updated and deleted
 * @param updates row versions written by updates
 * @param hotUpdates those of them that wrote no index entry
 * @param keptBytes present size of all tables with their indexes
 */
public record TableUsage(long statements, long rows, long updates, long hotUpdates, long keptBytes) {
    private static final String STATISTICS = """
            SELECT (SELECT COALESCE(sum(calls), 0) FROM pg_stat_statements),
                   COALESCE(sum(n_tup_ins + n_tup_upd + n_tup_del), 0), COALESCE(sum(n_tup_upd), 0),
                   COALESCE(sum(n_tup_hot_upd), 0), COALESCE(sum(pg_total_relation_size(relid)), 0)
            FROM pg_stat_user_tables
            """;

    /** What has been done up to now, once {@link Databases#settle} has returned. */
    public static TableUsage now(Databases databases, HikariDataSource database) throws SQLException {
        if (!databases.isPostgres()) {
            return new TableUsage(0, 0, 0, 0, 0);
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATISTICS)) {
            row.next();
            return new TableUsage(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    /** What was done since; the size of tables is the present one. */
    public TableUsage since(TableUsage before) {
        return new TableUsage(
                statements - before.statements,
                rows - before.rows,
                updates - before.updates,
                hotUpdates - before.hotUpdates,
                keptBytes);
    }

    /** Cells of a table's heading for {@link #perJob}. */
    public static String heading() {
        return "statements | rows a commit | HOT % | kept KB |";
    }

    /** The cells of a table for one job of so many, which needed so many commits in all. */
    public String perJob(long jobs, long commits) {
        return String.format(
                Locale.ROOT,
                "%.2f | %.1f | %.0f | %.1f |",
                (double) statements / jobs,
                commits == 0 ? 0 : (double) rows / commits,
                updates == 0 ? 0 : 100.0 * hotUpdates / updates,
                keptBytes / 1024.0 / jobs);
    }
}
