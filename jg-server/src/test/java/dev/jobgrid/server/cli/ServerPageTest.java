package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.config.OptionKeys;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/** The table of options in docs/server.md, which {@code -Djobgrid.docs.write=true} writes anew, and the unit for systemd. */
class ServerPageTest {
    private static final Path PAGE = Path.of("../docs/server.md");
    private static final Path UNIT = Path.of("src/main/dist/jobgrid.service");
    private static final String HEAD = "| option | value | what it is |";
    private static final Map<String, OptionSpec> OPTIONS = OptionKeys.of(
            Objects.requireNonNull(Jg.commandLine(new Shell(Map.of(), InputStream.nullInputStream(), false, false))
                            .getSubcommands()
                            .get("server"))
                    .getCommandSpec());

    @TempDir
    private Path folder = Path.of("");

    private static List<String> table() {
        List<String> lines = new ArrayList<>(List.of(HEAD, "| --- | --- | --- |"));
        OPTIONS.forEach((key, option) -> lines.add("| `" + key + "` | " + value(option) + " | " + text(option) + " |"));
        return lines;
    }

    private static String value(OptionSpec option) {
        return "`"
                + (OptionKeys.isSwitch(option)
                        ? "true or false"
                        : option.paramLabel().replace("|", "\\|")) + "`";
    }

    private static String text(OptionSpec option) {
        String text = String.join(" ", option.description());
        String usual = option.defaultValueString(true);
        return (usual == null ? text : text.replace("${DEFAULT-VALUE}", usual)).replace("|", "\\|");
    }

    @Test
    void eachOptionStandsInTheTable() throws Exception {
        String page = Files.readString(PAGE);
        String now = page.lines()
                .dropWhile(line -> !line.equals(HEAD))
                .takeWhile(line -> line.startsWith("|"))
                .collect(Collectors.joining("\n"));
        String wanted = String.join("\n", table());
        if (Boolean.getBoolean("jobgrid.docs.write")) {
            Files.writeString(PAGE, page.replace(now, wanted));
            now = wanted;
        }
        assertThat(now).isEqualTo(wanted);
    }

    @Test
    void theFilesOfThePageAreOnesThatAServerTakes() throws Exception {
        Path file = folder.resolve("server.yaml");
        List<String> blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(1);
        for (String block : blocks) {
            Files.writeString(file, block);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            StringWriter told = new StringWriter();
            PrintWriter out = new PrintWriter(told, true);
            int code = Jg.commandLine(new Shell(Map.of(), InputStream.nullInputStream(), false, false))
                    .setOut(out)
                    .setErr(out)
                    .execute("server", "--config=" + file, "--print-config");
            assertThat(code).as(told.toString()).isZero();
        }
    }

    @Test
    void theUnitAndThePageNameVariablesThatThereAre() throws Exception {
        Set<String> known = OPTIONS.keySet().stream().map(OptionKeys::variable).collect(Collectors.toSet());
        known.addAll(Set.of("JOBGRID_CONFIG", "JOBGRID_SERVICE_KEY"));
        for (Path file : List.of(PAGE, UNIT)) {
            assertThat(Pattern.compile("JOBGRID_[A-Z0-9_]+")
                            .matcher(Files.readString(file))
                            .results()
                            .map(MatchResult::group))
                    .isNotEmpty()
                    .allMatch(known::contains);
        }
    }
}
