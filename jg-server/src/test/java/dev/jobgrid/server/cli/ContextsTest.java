package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.GridSettings;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextsTest {
    @TempDir(factory = InTarget.class)
    private static Path served = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private static GridServer server;
    private static String key = "";

    @BeforeAll
    static void aServer() throws IOException {
        server = GridServer.start(
                new ServerSettings(
                        served.resolve("data"),
                        "127.0.0.1",
                        0,
                        List.of(),
                        true,
                        GridSettings.DEFAULT,
                        Optional.empty()),
                Jg::serve);
        key = server.keys().first().orElseThrow();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private JgRun jg(String in, String... arguments) {
        return JgRun.with(Map.of("XDG_CONFIG_HOME", folder.toString()), in, arguments);
    }

    private String url() {
        return server.url().toString();
    }

    private Path file() {
        return folder.resolve("jobgrid/contexts.json");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aServerThatWasSavedIsUsedUntilItIsRemoved() throws IOException {
        JgRun login = jg(key + "\n", "login", url(), "--name", "here");
        assertThat(login.code()).as(login.err()).isZero();
        assertThat(login.err()).contains("workspace default").doesNotContain(key);
        assertThat(mode(file())).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("jobgrid"))).isEqualTo("rwx------");

        assertThat(jg("", "whoami").out()).contains("workspace  default");
        assertThat(jg("", "jobs").code()).isZero();
        assertThat(jg("", "jobs", "--server", url() + "/").code()).isZero();
        assertThat(jg("", "jobs", "--context", "here").code()).isZero();
        JgRun list = jg("", "context", "list", "-o", "json");
        assertThat(new ObjectMapper()
                        .readTree(list.out())
                        .at("/contexts/0/name")
                        .asText())
                .isEqualTo("here");
        assertThat(list.out()).doesNotContain(key);

        assertThat(jg("", "logout").code()).isZero();
        assertThat(Files.readString(file())).doesNotContain(key);
        JgRun none = jg("", "jobs");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("jg login URL", "JUNGLEGRID_API_BASE", "--data DIR");
    }

    @Test
    void aKeyThatTheServerRefusesIsNotSaved() {
        JgRun login = jg("jg_s3cret-of-nobody\n", "login", url());

        assertThat(login.code()).isEqualTo(77);
        assertThat(login.err()).doesNotContain("s3cret");
        assertThat(file()).doesNotExist();
        assertThat(jg("", "login", url()).code()).isEqualTo(2);
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws IOException {
        assertThat(jg(key, "login", url()).code()).isZero();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

        JgRun refused = jg("", "jobs");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("jg: the contexts hold keys, and other users may use " + file() + ": chmod 600 " + file()
                        + System.lineSeparator());
    }

    @Test
    void theCurrentContextChangesAndAnUnknownOneIsNamedWithTheOthers() {
        assertThat(jg(key, "login", url(), "--name", "a").code()).isZero();
        assertThat(jg(key, "login", url(), "--name", "b").code()).isZero();
        assertThat(jg("", "context", "use", "a").code()).isZero();
        assertThat(jg("", "context", "list").lines()).anyMatch(line -> line.startsWith("*        a"));

        JgRun unknown = jg("", "jobs", "--context", "c");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no context 'c', only: a, b");
    }

    /** A flag, else the environment, else the current context: for the address as for the key. */
    @Test
    void theKeyOfTheEnvironmentGoesBeforeThatOfTheContext() {
        String data = served.resolve("data").toString();
        String made = jg("", "keys", "create", "--data", data, "--name", "reader", "--scope", "jobs:read")
                .out();
        String reading = made.replaceAll("(?s).*(jg_[\\w-]{43}).*", "$1");
        assertThat(jg(key, "login", url(), "--name", "owner").code()).isZero();
        Map<String, String> reader = Map.of("XDG_CONFIG_HOME", folder.toString(), "JUNGLE_GRID_API_KEY", reading);

        assertThat(JgRun.of(reader, "submit", "busybox", "--", "true").code()).isEqualTo(77);
        assertThat(jg("", "whoami").lines())
                .contains("server     " + url() + " (context owner)", "key        context owner");
        assertThat(JgRun.of(reader, "whoami").lines())
                .contains(
                        "name       reader",
                        "server     " + url() + " (context owner)",
                        "key        JUNGLE_GRID_API_KEY");
        assertThat(JgRun.of(reader, "whoami", "--server", url()).lines())
                .contains("server     " + url() + " (--server)", "key        JUNGLE_GRID_API_KEY");
        assertThat(JgRun.of(reader, "whoami", "--context", "owner").lines())
                .contains("server     " + url() + " (--context owner)", "key        --context owner");
        Map<String, String> address = Map.of("XDG_CONFIG_HOME", folder.toString(), "JUNGLE_GRID_API_URL", url());
        assertThat(JgRun.of(address, "whoami").lines())
                .contains("server     " + url() + " (JUNGLE_GRID_API_URL)", "key        context owner");
        Map<String, String> stale =
                Map.of("XDG_CONFIG_HOME", folder.toString(), "JUNGLE_GRID_API_KEY", "jg_s3cret-of-nobody");
        JgRun refused = JgRun.of(stale, "whoami");
        assertThat(refused.code()).isEqualTo(77);
        assertThat(refused.err())
                .contains("the key is that of JUNGLE_GRID_API_KEY")
                .doesNotContain("s3cret");
    }

    @Test
    void aKeyOfOneServerIsNotSentToAnother() {
        assertThat(jg(key, "login", url(), "--name", "here").code()).isZero();

        JgRun other = jg("", "jobs", "--server", "http://127.0.0.1:1");

        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains("there is no key for http://127.0.0.1:1")
                .doesNotContain(key);
    }

    @Test
    void wrongAddressesAreSaidWithAnExample() {
        for (String address : List.of("grid.example.com", "ftp://x", "http://u:s3cret@x", "http://")) {
            JgRun refused = jg("", "jobs", "--server", address);
            assertThat(refused.code()).as(address).isEqualTo(2);
            assertThat(refused.err()).contains("https://grid.example.com").doesNotContain("s3cret");
        }
    }
}
