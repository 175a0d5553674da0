package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TransactionalJobs;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of retention begun by transactions that overlap, on both databases: each tells the time at which it began itself. */
class RetentionRoundTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    @Test
    void anOlderTransactionBeginsNoSecondRoundOnH2() throws SQLException {
        try (H2Storage storage = H2Storage.inMemory(folder);
                Connection older = storage.connection()) {
            beginsOnce(storage, older);
        }
    }

    @Test
    void anOlderTransactionBeginsNoSecondRoundOnPostgres() throws SQLException {
        try (PostgresStorage storage = TestPostgres.emptyStorage("rounds", folder);
                Connection older = TestPostgres.database().getConnection()) {
            beginsOnce(storage, older);
        }
    }

    private static void beginsOnce(Storage storage, Connection older) throws SQLException {
        RetentionStore retention = storage.retention();
        older.setAutoCommit(false);
        try (Statement statement = older.createStatement()) {
            statement.execute("SELECT CURRENT_TIMESTAMP");
        }
        assertThat(retention.begin("rows", DAY)).isTrue();

        TransactionalJobs joined = storage.transactionalJobs().orElseThrow();
        assertThat(joined.within(older, () -> retention.begin("rows", DAY))).isFalse();
    }
}
