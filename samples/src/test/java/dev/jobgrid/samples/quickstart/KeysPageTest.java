package dev.jobgrid.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.grid.GridFixture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The code of docs/authentication.md that makes a key. */
class KeysPageTest {
    private static final Path SOURCE = Path.of("src/test/java/dev/jobgrid/samples/quickstart/KeysPageTest.java");

    @Test
    void aKeyOfAnEmbeddedGridIsTakenByItsServer() throws IOException {
        try (GridFixture fixture = GridFixture.open();
                StandaloneServer server = StandaloneServer.start(
                        HttpAdapter.builder(fixture.grid()).build())) {
            JobGrid grid = fixture.grid();
            String address = server.url();
            // page
            NewApiKey made = grid.operations()
                    .apiKeys()
                    .create(
                            new WorkspaceId("team-a"),
                            "nightly training",
                            Set.of(Scope.JOBS_SUBMIT, Scope.JOBS_READ),
                            Optional.of(Duration.ofDays(90))); // empty: until it is revoked
            Secret secret = made.secret(); // only now: the grid stores a hash
            JobGrid client = JobGrid.connect(URI.create(address), secret);
            // end
            try (client) {
                assertThat(client.caller().workspace()).isEqualTo(new WorkspaceId("team-a"));
            }
        }
    }

    @Test
    void thePageShowsThisCode() throws IOException {
        List<String> source = Files.readAllLines(SOURCE);
        List<String> stripped = source.stream().map(String::strip).toList();
        String code = String.join("\n", source.subList(stripped.indexOf("// page") + 1, stripped.indexOf("// end")))
                .stripIndent();

        assertThat(Files.readString(Path.of("../docs/authentication.md"))).contains("```java\n" + code + "\n```");
    }
}
