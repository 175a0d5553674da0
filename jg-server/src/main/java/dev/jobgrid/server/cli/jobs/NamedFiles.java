package dev.jobgrid.server.cli.jobs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Takes the argument after --input, and those after it that name files: the shell expands one pattern to many arguments. */
final class NamedFiles implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
        if (words.isEmpty()) {
            throw new MissingParameterException(
                    command.commandLine(),
                    option,
                    "Missing required parameter for option '--input' (" + option.paramLabel() + ")");
        }
        List<Path> files = option.getValue();
        try {
            do {
                files.add(Path.of(words.pop()));
            } while (!words.isEmpty() && isInput(Path.of(words.peek())));
        } catch (InvalidPathException e) {
            throw new ParameterException(command.commandLine(), "'" + e.getInput() + "' cannot name a file", e);
        }
    }

    private static boolean isInput(Path word) {
        return Files.isRegularFile(word) || isUploaded(word);
    }

    /** Whether it is the id of an uploaded file, and names none here. */
    static boolean isUploaded(Path word) {
        return word.toString().matches("inp_[A-Za-z0-9]+") && !Files.exists(word);
    }
}
