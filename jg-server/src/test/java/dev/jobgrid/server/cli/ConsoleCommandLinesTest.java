package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;

/** The commands that pages of the console name are there, and take the options that they are named with. */
class ConsoleCommandLinesTest {
    private static final Pattern NAMED = Pattern.compile("(?<=<code>|\n)jg [^<\n#]*");

    private static List<String> lines() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("../jg-console/src/main/jte"))) {
            return pages.flatMap(page -> NAMED.matcher(text(page)).results().map(MatchResult::group))
                    .map(String::strip)
                    .distinct()
                    .toList();
        }
    }

    private static String text(Path page) {
        try {
            return Files.readString(page, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachCommandThatAPageNamesIsThere() throws IOException {
        assertThat(lines()).hasSizeGreaterThan(6);
        for (String line : lines()) {
            List<String> words = Command.parse(line).words();
            List<String> named = words.subList(1, words.size());
            try {
                Jg.commandLine().parseArgs(named.toArray(String[]::new));
            } catch (MissingParameterException left) {
                // A page may name a command without all that it needs.
                assertThat(left.getCommandLine().getParent()).as(line).isNotNull();
            }
            String[] help =
                    Stream.concat(command(named).stream(), Stream.of("--help")).toArray(String[]::new);
            assertThat(JgRun.of(Map.of(), help).code()).as(line).isZero();
        }
    }

    /** The words that name a command or one of its own. */
    private static List<String> command(List<String> words) {
        CommandLine at = Jg.commandLine();
        int count = 0;
        while (count < words.size() && at.getSubcommands().containsKey(words.get(count))) {
            at = at.getSubcommands().get(words.get(count));
            count++;
        }
        return words.subList(0, count);
    }
}
