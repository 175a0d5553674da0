package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.routing.Usd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSourceTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void aFileThatChangesIsReadAgainAndOneThatCannotBeReadChangesNothing() throws IOException {
        Path file = folder.resolve("catalog.csv");
        write(file, "name,price\nL4,0.5\n", 1);
        AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - CatalogSource.LOOK_EVERY_NANOS);
        CatalogSource source = new CatalogSource(file, nanoTime::get);
        assertThat(price(source)).isEqualTo(Usd.ofDollars(.5));

        write(file, "name,price\nL4,0.6\n", 2);
        nanoTime.addAndGet(CatalogSource.LOOK_EVERY_NANOS - 1);
        assertThat(price(source)).isEqualTo(Usd.ofDollars(.5));
        nanoTime.addAndGet(1);
        assertThat(price(source)).isEqualTo(Usd.ofDollars(.6));

        write(file, "name,price\nL4,much\n", 3);
        nanoTime.addAndGet(CatalogSource.LOOK_EVERY_NANOS);
        assertThat(price(source)).isEqualTo(Usd.ofDollars(.6));

        write(file, "name,price\nL4,0.9\n", 4);
        nanoTime.addAndGet(CatalogSource.LOOK_EVERY_NANOS);
        assertThat(price(source)).isEqualTo(Usd.ofDollars(.9));
    }

    @Test
    void jsonIsReadByItsNameAndAnErrorNamesTheFile() throws IOException {
        Path json = folder.resolve("catalog.JSON");
        write(json, "[{\"name\": \"L4\", \"price\": 0.25}]", 1);
        assertThat(price(new CatalogSource(json))).isEqualTo(Usd.ofDollars(.25));

        Path csv = folder.resolve("broken.csv");
        write(csv, "name,price\nL4,1\nT4,cheap\n", 1);
        assertThatThrownBy(() -> new CatalogSource(csv))
                .hasMessageStartingWith("broken.csv: line 3 has 'cheap' as price");
    }

    private static Usd price(CatalogSource source) {
        return source.get().find("L4").orElseThrow().hourlyRate();
    }

    // Times of files are coarse in places; two writes of one moment are to differ all the same.
    private static void write(Path file, String text, int second) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000_000L + second)));
    }
}
