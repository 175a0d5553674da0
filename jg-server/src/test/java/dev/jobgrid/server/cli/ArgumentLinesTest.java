package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.testkit.TestSeed;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Carries out drawn lines of the commands that talk to a grid, where there is none: each ends with a sentence and a code. */
class ArgumentLinesTest {
    private static final Set<Integer> CODES = Set.of(0, 1, 2, 69, 77, 124, 125);
    private static final List<String> COMMANDS = List.of(
            "run",
            "submit",
            "estimate",
            "jobs",
            "status",
            "events",
            "runtime",
            "logs",
            "wait",
            "cancel",
            "rerun",
            "artifacts",
            "inputs",
            "queue",
            "top",
            "api",
            "login",
            "logout",
            "whoami",
            "context");
    private static final List<String> BELOW = List.of("list", "get", "put", "use");
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "x",
            "-1",
            "0",
            "99999999999999999999",
            "NaN",
            "2h",
            "job_1",
            "job 1",
            "http://",
            "a=b",
            "=",
            "environment.A=b",
            "gpu_count=0",
            "GET",
            "/v1/jobs?limit=x y",
            "json",
            "running",
            "L4:0",
            "--",
            "-",
            "é",
            "{\"a\":",
            "busybox");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anyLineEndsWithASentence() throws IOException {
        carryOut(1_000);
    }

    @Test
    @Tag("nightly")
    void anyOfManyLinesEndsWithASentence() throws IOException {
        carryOut(10_000);
    }

    private void carryOut(int lines) throws IOException {
        Random random = new Random(TestSeed.get());
        String file = Files.writeString(folder.resolve("file"), "x: [").toString();
        Shell shell =
                new Shell(Map.of("XDG_CONFIG_HOME", folder.toString()), InputStream.nullInputStream(), false, false);
        CommandLine jg = Jg.commandLine(shell);
        for (int i = 0; i < lines; i++) {
            checkLine(jg, drawn(jg, random, file));
        }
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    private static List<String> drawn(CommandLine jg, Random random, String file) {
        String name = one(COMMANDS, random);
        List<String> line = new ArrayList<>(List.of(name));
        CommandSpec command = jg.getSubcommands().getOrDefault(name, jg).getCommandSpec();
        if (!command.subcommands().isEmpty() && random.nextInt(8) > 0) {
            String below = one(BELOW, random);
            line.add(below);
            command = command.subcommands()
                    .getOrDefault(below, command.commandLine())
                    .getCommandSpec();
        }
        List<String> options = command.options().stream()
                .flatMap(option -> List.of(option.names()).stream())
                .filter(option -> !option.equals("--debug"))
                .toList();
        for (int words = random.nextInt(6); words > 0; words--) {
            String option = one(options, random);
            if (random.nextInt(3) > 0) {
                line.add(option);
            }
            // A folder would be made, and files written into it.
            boolean isPath = Set.of("--data", "--out").contains(line.get(line.size() - 1));
            line.add(isPath || random.nextInt(8) == 0 ? file : one(VALUES, random));
        }
        return line;
    }

    private static String one(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static void checkLine(CommandLine jg, List<String> line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        jg.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

        int code = jg.execute(line.toArray(String[]::new));

        assertThat(code).as("%s: %s", line, err).isIn(CODES);
        assertThat(err.toString()).as(line.toString()).doesNotContain("\tat ", "Exception", "null");
        if (code != 0) {
            assertThat(out.toString()).as(line.toString()).isEmpty();
            assertThat(err.toString()).as(line.toString()).startsWith("jg: ");
        }
    }
}
