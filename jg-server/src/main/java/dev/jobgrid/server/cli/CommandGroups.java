package dev.jobgrid.server.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** Lists the commands of jg by topic. */
final class CommandGroups implements IHelpSectionRenderer {
    private static final Map<String, List<String>> GROUPS = groups();

    /** Whatever is in no other group. */
    private static final String OTHERS = "Operation";

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put(
                "Jobs",
                List.of(
                        "run",
                        "submit",
                        "estimate",
                        "explain",
                        "jobs",
                        "status",
                        "events",
                        "runtime",
                        "logs",
                        "wait",
                        "cancel",
                        "rerun",
                        "artifacts",
                        "inputs"));
        groups.put("Grid", List.of("queue", "nodes", "top", "open", "api"));
        groups.put("Access", List.of("login", "logout", "whoami", "context"));
        groups.put("Start", List.of("server", "demo", "doctor", "mcp", "completion", "help", "version"));
        return groups;
    }

    @Override
    public String render(Help help) {
        Map<String, Help> commands = help.subcommands();
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((title, names) -> append(text, title, names, help));
        List<String> named =
                GROUPS.values().stream().flatMap(Collection::stream).toList();
        List<String> others = new ArrayList<>(commands.keySet());
        others.removeAll(named);
        append(text, OTHERS, others, help);
        return text.toString();
    }

    private static void append(StringBuilder text, String title, List<String> names, Help help) {
        Map<String, Help> shown = new LinkedHashMap<>();
        names.stream()
                .filter(help.subcommands()::containsKey)
                .forEach(name -> shown.put(name, help.subcommands().get(name)));
        if (!shown.isEmpty()) {
            text.append(System.lineSeparator())
                    .append(title)
                    .append(":")
                    .append(System.lineSeparator())
                    .append(help.commandList(shown));
        }
    }
}
