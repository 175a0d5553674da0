package dev.jobgrid.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The name of the grids on a PostgreSQL database, by which Engines know their containers. */
final class GridNameRow {
    private GridNameRow() {}

    static String in(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT grid_name FROM jobgrid.jobgrid_grid_names")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
