package dev.jobgrid.samples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.routing.Usd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder = Path.of("");

    @Test
    void aFileThatChangesIsReadAgainAndOneThatCannotBeReadChangesNothing() throws IOException {
        Path file = folder.resolve("catalog.csv");
        write(file, "name,price\nL4,0.5\n", 1);
        CatalogSource source = new CatalogSource(file);
        assertThat(price(source)).isEqualTo(Usd.ofDollars(.5));

        write(file, "name,price\nL4,0.6\n", 2);
        await().atMost(PATIENCE).until(() -> price(source).equals(Usd.ofDollars(.6)));

        Path later = folder.resolve("later.csv");
        write(file, "name,price\nL4,much\n", 3);
        write(later, "name,price\nL4,0.7\n", 1);
        CatalogSource other = new CatalogSource(later);
        write(later, "name,price\nL4,0.8\n", 2);
        // The other was made later, so once it has looked this one has looked too.
        await().atMost(PATIENCE).until(() -> {
            assertThat(price(source)).isEqualTo(Usd.ofDollars(.6));
            return price(other).equals(Usd.ofDollars(.8));
        });

        write(file, "name,price\nL4,0.9\n", 4);
        await().atMost(PATIENCE).until(() -> price(source).equals(Usd.ofDollars(.9)));
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
