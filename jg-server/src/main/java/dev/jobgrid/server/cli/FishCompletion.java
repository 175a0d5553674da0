package dev.jobgrid.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes what the fish shell completes the command with, from its model. Pure. */
final class FishCompletion {
    private final List<String> lines = new ArrayList<>();

    private FishCompletion() {}

    /** The script, a line each. */
    static List<String> of(CommandSpec root) {
        FishCompletion completion = new FishCompletion();
        completion.lines.add("complete -c " + root.name() + " -f -n __fish_use_subcommand");
        completion.addCommands(root, "__fish_use_subcommand");
        completion.addOptions(root, "__fish_use_subcommand");
        commands(root).forEach(entry -> {
            CommandSpec command = entry.getValue().getCommandSpec();
            String seen = "__fish_seen_subcommand_from " + entry.getKey();
            String names = String.join(" ", command.subcommands().keySet());
            completion.addCommands(command, seen + "; and not __fish_seen_subcommand_from " + names);
            completion.addOptions(command, seen);
            commands(command)
                    .forEach(below -> completion.addOptions(
                            below.getValue().getCommandSpec(),
                            seen + "; and __fish_seen_subcommand_from " + below.getKey()));
        });
        return completion.lines;
    }

    private static Stream<Map.Entry<String, CommandLine>> commands(CommandSpec command) {
        return command.subcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden());
    }

    private void addCommands(CommandSpec command, String condition) {
        commands(command)
                .forEach(entry -> lines.add("complete -c jg -f -n " + quoted(condition) + " -a " + entry.getKey()
                        + " -d "
                        + quoted(first(
                                entry.getValue().getCommandSpec().usageMessage().description()))));
    }

    private void addOptions(CommandSpec command, String condition) {
        command.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> lines.add("complete -c jg -n " + quoted(condition) + names(option) + values(option)
                        + " -d " + quoted(first(option.description()))));
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return names.toString();
    }

    private static String values(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        if (option.completionCandidates() == null) {
            return " -r";
        }
        List<String> candidates = StreamSupport.stream(
                        option.completionCandidates().spliterator(), false)
                .map(candidate -> candidate.toLowerCase(Locale.ROOT))
                .toList();
        return " -x -a " + quoted(String.join(" ", candidates));
    }

    private static String first(String[] description) {
        return description.length == 0
                ? ""
                : description[0].replace("${DEFAULT-VALUE}", "").replaceAll("\\. .*", ".");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
