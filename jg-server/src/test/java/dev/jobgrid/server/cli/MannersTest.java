package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.GridSettings;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands have in common: how one asks for help, how wide they print, what they say at the end, what they leave alone. */
class MannersTest {
    private static final int NARROW = 50;

    @TempDir(factory = InTarget.class)
    private static Path served = Path.of("");

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private static GridServer server;
    private static Map<String, String> environment = Map.of();

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
        environment = Map.of(
                "JUNGLEGRID_API_BASE",
                server.url().toString(),
                "JUNGLE_GRID_API_KEY",
                server.keys().first().orElseThrow());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JgRun jg(String... arguments) {
        return JgRun.of(environment, arguments);
    }

    private static String submitted(String script) {
        return jg("run", "-d", "--name", "a-name-that-takes-some-room", "busybox", "--", "sh", "-c", script)
                .out()
                .strip();
    }

    @Test
    void helpAndTheVersionAreCommandsToo() {
        assertThat(jg("help").out()).isEqualTo(jg("--help").out());
        assertThat(jg("help", "run").out()).isEqualTo(jg("run", "--help").out());
        assertThat(jg("version").out()).isEqualTo(jg("--version").out()).startsWith("jg ");
        Shell shell = new Shell(Map.of(), InputStream.nullInputStream(), false, false);
        assertThat(Jg.commandLine(shell, "help", "run").getSubcommands()).containsKeys("run", "server");
    }

    @Test
    void explainTakesAJobAsTheOthersDo() throws IOException {
        Path job = Files.writeString(
                folder.resolve("job.yaml"), "name: x\nimage: busybox\nworkload_type: batch\ngpu_count: 1\n");

        JgRun explained = jg("explain", "-f", job.toString(), "--simulate-gpu", "NVIDIA L4:24");
        assertThat(explained.code()).as(explained.err()).isZero();
        assertThat(explained.out())
                .isEqualTo(jg("explain", job.toString(), "--simulate-gpu", "NVIDIA L4:24")
                        .out());
        assertThat(jg("explain").code()).isEqualTo(2);
    }

    @Test
    void aTableIsNoWiderThanTheTerminal() {
        jg("wait", submitted("exit 3"));
        StringWriter out = new StringWriter();
        Shell narrow = new Shell(environment, InputStream.nullInputStream(), false, OptionalInt.of(NARROW));

        int code = Jg.commandLine(narrow).setOut(new PrintWriter(out, true)).execute("jobs");

        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.length() <= NARROW)
                .anyMatch(line -> line.endsWith("…"));
        assertThat(jg("jobs").lines()).anyMatch(line -> line.length() > NARROW).noneMatch(line -> line.endsWith("…"));
    }

    @Test
    void aListThatHasMoreSaysSoBesideItsOutput() {
        submitted("true");
        submitted("true");

        JgRun cut = jg("jobs", "--limit", "1");
        assertThat(cut.lines()).hasSize(2);
        assertThat(cut.err()).startsWith("There are more jobs: --limit 5 shows");
        assertThat(jg("jobs", "--limit", "1", "-o", "name").err()).isEmpty();
        assertThat(jg("jobs", "--limit", "1000").err()).isEmpty();
    }

    @Test
    void aDownloadReplacesNoOtherFileUnlessToldTo() throws IOException {
        String job = submitted("echo new > /workspace/artifacts/result.txt");
        jg("wait", job);
        Path file = Files.writeString(folder.resolve("result.txt"), "mine\n");

        JgRun refused = jg("artifacts", "get", job, "--out", folder.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains(file + " is there already", "--overwrite");
        assertThat(file).hasContent("mine\n");

        assertThat(jg("artifacts", "get", job, "--out", folder.toString(), "--overwrite")
                        .code())
                .isZero();
        assertThat(file).hasContent("new\n");
        assertThat(jg("artifacts", "get", job, "--out", folder.toString()).code())
                .isZero();
    }

    @Test
    void aHintNamesTheGridThatTheCommandWasGiven() {
        String job = submitted("sleep 60");
        JgRun over = jg("wait", "--timeout", "10ms", "--server", server.url().toString(), job);
        jg("cancel", job);

        assertThat(over.code()).isEqualTo(124);
        assertThat(over.err()).contains("'jg status " + job + " --server " + server.url() + "' shows it");
    }
}
