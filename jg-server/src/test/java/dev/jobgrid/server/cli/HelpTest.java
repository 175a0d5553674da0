package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.server.GoldenFile;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class HelpTest {
    @Test
    void eachCommandHasTheHelpThatIsKept() throws IOException {
        for (Map.Entry<String, CommandLine> command : all().entrySet()) {
            GoldenFile.check(
                    "help/" + command.getKey() + ".txt", command.getValue().getUsageMessage(Ansi.OFF));
        }
    }

    @Test
    void eachCommandThatDoesSomethingHasALineOfItsOwnInTheList() {
        String list = Jg.commandLine().getUsageMessage(Ansi.OFF);

        assertThat(Jg.commandLine().getSubcommands().entrySet())
                .filteredOn(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .allSatisfy(entry -> assertThat(list).containsPattern("\n  " + entry.getKey() + " +\\S"));
    }

    private static Map<String, CommandLine> all() {
        Map<String, CommandLine> found = new TreeMap<>();
        add("jg", Jg.commandLine(), found);
        return found;
    }

    private static void add(String name, CommandLine command, Map<String, CommandLine> found) {
        found.put(name, command);
        command.getSubcommands().forEach((below, line) -> add(name + "-" + below, line, found));
    }
}
