package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.storage.H2Storage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NodesCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void aServersFolder() {
        H2Storage.open(folder.resolve("store")).close();
    }

    @Test
    void withoutACommandNodesAreShown() {
        assertThat(run("nodes", "--data=" + folder)).isZero();
        assertThat(out.toString()).startsWith("no node is known");
    }

    @Test
    void theFolderMayStandBeforeTheCommandOrBehindIt() {
        assertThat(run("nodes", "forget", "--data=" + folder, "gpu")).isEqualTo(1);
        assertThat(run("nodes", "--data=" + folder, "forget", "gpu")).isEqualTo(1);

        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("jg: no node is called 'gpu'"));
    }

    @Test
    void helpSaysWhatBothDo() {
        assertThat(run("nodes", "--help")).isZero();
        assertThat(run("nodes", "forget", "--help")).isZero();

        assertThat(out.toString()).contains("forget", "NODE", "--data", "Refused while a live server reaches");
    }

    @Test
    void aNodeHasToBeNamed() {
        assertThat(run("nodes", "forget")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("NODE");
    }

    private int run(String... arguments) {
        CommandLine jg = Jg.commandLine();
        jg.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return jg.execute(arguments);
    }
}
