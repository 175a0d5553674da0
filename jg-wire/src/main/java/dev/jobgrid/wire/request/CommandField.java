package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.job.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code command} and {@code args} in all their forms (reference §06). */
final class CommandField {
    private static final String COMMAND = "command";

    private CommandField() {}

    static Optional<Command> read(Fields fields) {
        List<String> args = fields.texts("args");
        Optional<JsonNode> given = fields.take(COMMAND);
        Optional<Command> command = given.flatMap(value -> {
            if (value.isArray()) {
                return array(fields, value, args);
            }
            return fields.text(value, COMMAND, false).flatMap(line -> line(fields, line, args));
        });
        if (command.isEmpty() && !args.isEmpty() && !fields.findings().isAbout(COMMAND)) {
            fields.findings().invalid("args", "args is given without command; give the program to run as command");
        }
        return command;
    }

    private static Optional<Command> array(Fields fields, JsonNode items, List<String> args) {
        List<JsonNode> nodes = new ArrayList<>(items.size());
        items.forEach(nodes::add);
        List<String> words = fields.texts(nodes, COMMAND);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(words.subList(1, words.size()));
        all.addAll(args);
        return named(fields, new Command(words.get(0), all));
    }

    /** Alone, a string is a line as for a shell; beside arguments it is the program, spaces and all. */
    private static Optional<Command> line(Fields fields, String line, List<String> args) {
        if (line.isBlank()) {
            return Optional.empty();
        }
        if (!args.isEmpty()) {
            return Optional.of(new Command(line, args));
        }
        try {
            return named(fields, Command.parse(line));
        } catch (IllegalArgumentException e) {
            fields.findings()
                    .invalid(
                            COMMAND, e.getMessage() + "; an array of strings needs no quotes: [\"python\", \"-c\", …]");
            return Optional.empty();
        }
    }

    private static Optional<Command> named(Fields fields, Command command) {
        if (command.executable().isBlank()) {
            fields.findings()
                    .invalid(COMMAND, "command must begin with the name of a program, and begins with an empty word");
            return Optional.empty();
        }
        return Optional.of(command);
    }
}
