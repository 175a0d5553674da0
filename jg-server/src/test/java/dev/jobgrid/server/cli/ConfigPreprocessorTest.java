package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.config.ConfigPrinter;
import dev.jobgrid.server.config.OptionKeys;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** No server starts here: the arguments are parsed, or printed. */
class ConfigPreprocessorTest {
    private static final Map<Class<?>, String> VALUES = Map.of(
            boolean.class, "true",
            int.class, "7",
            Integer.class, "7",
            long.class, "7",
            Long.class, "7",
            Duration.class, "9m",
            Path.class, "some/file",
            URI.class, "https://x.example");

    /** Options whose values have a form of their own. */
    private static final Map<String, String> FORMS = Map.of(
            "simulate-gpu", "NVIDIA L4:24x2",
            "docker", "a=unix:///run/a.sock",
            "mount", "a=/mnt/a:rw:x,y",
            "node", "name=a,region=eu",
            "pull", "never");

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private static CommandLine server(Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(List.of("server"));
        words.addAll(List.of(arguments));
        CommandLine jg = Jg.commandLine(new Shell(environment, InputStream.nullInputStream(), false, false));
        jg.parseArgs(words.toArray(String[]::new));
        return server(jg);
    }

    private static CommandLine server(CommandLine jg) {
        return Objects.requireNonNull(jg.getSubcommands().get("server"));
    }

    private static List<String> values(CommandLine server, String key) {
        ParseResult parsed = server.getParseResult();
        OptionSpec option = parsed.matchedOption("--" + key);
        Object value = option.getValue();
        return OptionKeys.isSwitch(option) ? List.of(String.valueOf(value)) : option.originalStringValues();
    }

    private String file(String text) throws IOException {
        return "--config=" + Files.writeString(folder.resolve("server.yaml"), text);
    }

    @Test
    void eachOptionCanBeGivenInAllThreeWays() throws Exception {
        Map<String, OptionSpec> options =
                OptionKeys.of(server(Jg.commandLine(new Shell(Map.of(), InputStream.nullInputStream(), false, false)))
                        .getCommandSpec());
        assertThat(options).containsKeys("port", "tls-cert", "simulate-gpu", "jwt-issuer", "accept-copied-data");
        for (Map.Entry<String, OptionSpec> option : options.entrySet()) {
            String key = option.getKey();
            String value = FORMS.getOrDefault(
                    key, VALUES.getOrDefault(option.getValue().type(), "x"));
            List<String> expected = List.of(value);
            List<String> others = needed(option.getValue());

            assertThat(values(server(Map.of(), with(others, "--" + key + "=" + value)), key))
                    .isEqualTo(expected);
            assertThat(values(server(Map.of(OptionKeys.variable(key), value), with(others)), key))
                    .as(OptionKeys.variable(key))
                    .isEqualTo(expected);
            assertThat(values(server(Map.of(), with(others, file(key + ": '" + value + "'"))), key))
                    .as(key)
                    .isEqualTo(expected);
        }
    }

    /** What an option of a group is refused without. */
    private static List<String> needed(OptionSpec option) {
        return option.group() == null
                ? List.of()
                : option.group().allOptionsNested().stream()
                        .filter(other -> other.required() && !other.equals(option))
                        .map(other -> other.longestName() + "=https://x.example")
                        .toList();
    }

    private static String[] with(List<String> others, String... more) {
        List<String> all = new ArrayList<>(others);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
        String file = file("""
            port: 1
            lease: 20s
            credits: true
            mount: [a=/a:ro, b=/b:ro]
            max-artifacts: 5
            """);
        Map<String, String> environment =
                Map.of("JOBGRID_PORT", "2", "JOBGRID_LEASE", "30s", "JOBGRID_MOUNT", "c=/c:ro");

        CommandLine server = server(environment, file, "--port", "3", "--credits=false");

        assertThat(values(server, "port")).containsExactly("3");
        assertThat(values(server, "lease")).containsExactly("30s");
        assertThat(values(server, "credits")).containsExactly("false");
        assertThat(values(server, "mount")).containsExactly("c=/c:ro");
        assertThat(values(server, "max-artifacts")).containsExactly("5");
    }

    @Test
    void theEnvironmentCanNameTheFileAndHelpReadsNone() throws Exception {
        file("port: 4");
        Map<String, String> environment =
                Map.of("JOBGRID_CONFIG", folder.resolve("server.yaml").toString());
        assertThat(values(server(environment), "port")).containsExactly("4");
        assertThat(told(Map.of(), "server", "--config=" + folder.resolve("none"), "--help"))
                .contains("--print-config");
    }

    @Test
    void aMistakeIsToldInALineOrTwoByWhereItStands() throws Exception {
        assertThat(told(Map.of(), "server", file("\nlease: 2 hours")))
                .contains("server.yaml, line 2: Invalid value for option '--lease': '2 hours'");
        assertThat(told(Map.of(), "server", file("stop-grace: 2d"))).contains("line 1: --stop-grace is 2d, 0s to 1d");
        assertThat(told(Map.of(), "server", file("keep: forever")))
                .contains("line 1: Invalid value for option '--keep'");
        assertThat(told(Map.of("JOBGRID_SIMULATE_GPU", "L4"), "server"))
                .contains("JOBGRID_SIMULATE_GPU: Invalid value for option '--simulate-gpu'");
        assertThat(told(Map.of(), "server", "--config=" + folder.resolve("none")))
                .contains("none is not there")
                .doesNotContain("\tat ");
        assertThat(told(Map.of(), "server", "--config=" + folder)).contains("cannot be read");
        assertThat(told(Map.of(), "server", file("prot: 1"))).contains("did you mean port?");
    }

    @Test
    void whatIsInForceIsPrintedWithItsSourceAndIsAFileAgain() throws Exception {
        Path configuration = folder.resolve("server.yaml");
        file("""
            mount: [a=/a:ro, "b=/b:rw:x,y"]
            docker: true
            postgres: jdbc:postgresql://db/grid?user=u&password=s3cretE
            """);
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> environment = Map.of("JOBGRID_LEASE", "30s");

        String printed = told(environment, "server", "--config=" + configuration, "--credits", "--print-config");

        assertThat(printed)
                .contains(
                        "credits: true  # command line",
                        "docker: [\"local\"]  # " + configuration + ", line 2",
                        "lease: \"30s\"  # JOBGRID_LEASE",
                        "mount: [\"a=/a:ro\", \"b=/b:rw:x,y\"]  # " + configuration + ", line 1",
                        "port: 8080  # default",
                        "# keep: not set",
                        "password=***")
                .doesNotContain("s3cretE");
        Files.writeString(configuration, printed);
        CommandLine again = server(Map.of(), "--config=" + configuration);
        assertThat(
                        ConfigPrinter.lines(
                                        again.getCommandSpec(), ConfigPreprocessor.of(again.getCommandSpec())::source)
                                .stream()
                                .map(line -> line.replaceAll(" +# .*", "")))
                .containsExactlyElementsOf(printed.lines()
                        .map(line -> line.replaceAll(" +# .*", ""))
                        .toList());
    }

    /** All that a call of jg prints. */
    private static String told(Map<String, String> environment, String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Jg.commandLine(new Shell(environment, InputStream.nullInputStream(), false, false))
                .setOut(out)
                .setErr(out)
                .execute(arguments);
        out.flush();
        return text.toString();
    }
}
