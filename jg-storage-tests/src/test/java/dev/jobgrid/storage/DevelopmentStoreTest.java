package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.h2.H2File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version before the first release made is refused, with a way out, and left as it is. */
class DevelopmentStoreTest {
    @TempDir
    private Path folder;

    @Test
    void anH2StoreIsRefusedAndKeepsItsBytes() throws Exception {
        DevelopmentStore.makeH2(folder);

        assertH2IsRefused("022");
    }

    @Test
    void partsOfAnH2StoreAreRefusedAndKeepTheirBytes() throws Exception {
        DevelopmentStore.makePartsOfH2(folder);

        assertH2IsRefused("none");
    }

    private void assertH2IsRefused(String version) throws Exception {
        Path file = folder.resolve(H2File.NAME);
        byte[] before = Files.readAllBytes(file);
        for (int i = 0; i < 2; i++) {
            assertRefused(() -> H2Storage.open(folder), version);
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder(H2File.NAME, "lock");
    }

    @Test
    void aPostgresStoreIsRefusedAndKeepsItsRows() throws Exception {
        DevelopmentStore.makePostgres("development");
        List<String> before = catalogAndRows();
        PostgresStorageBuilder builder = PostgresStorage.builder()
                .url(TestPostgres.url())
                .schema("development")
                .blobFolder(folder);

        assertRefused(builder::open, "022");
        assertRefused(() -> builder.migrates(false).open(), "022");
        assertRefused(() -> builder.tables(false), "022");

        assertThat(catalogAndRows()).isEqualTo(before);
    }

    private static List<String> catalogAndRows() {
        return Jdbi.create(TestPostgres.database())
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT concat(relname, relkind, relfilenode) FROM pg_catalog.pg_class
                        WHERE relnamespace = 'development'::regnamespace
                        UNION ALL SELECT concat(h.*, h.xmin) FROM development.jobgrid_jobgrid_schema_history h
                        UNION ALL SELECT concat(j.*, j.xmin) FROM development.jobgrid_jobs j
                        ORDER BY 1
                        """).mapTo(String.class).list());
    }

    private static void assertRefused(ThrowingCallable open, String version) {
        assertThatThrownBy(open)
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("development version")
                .hasMessageContaining("version " + version)
                .hasMessageContaining("new data folder")
                .hasMessageContaining("another schema");
    }
}
