package dev.jobgrid.server.cli;

import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.config.Passwords;
import dev.jobgrid.wire.request.NearestName;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints an error in one line; the stack trace too if the system property {@code jg.debug} is set. After a wrong option it
 * names the option that is meant, and how to see all of them.
 */
final class PlainErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleExecutionException(Exception problem, CommandLine commandLine, ParseResult arguments) {
        print(problem, commandLine);
        return ExitCode.of(problem);
    }

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine commandLine = problem.getCommandLine();
        print(problem, commandLine);
        PrintWriter err = commandLine.getErr();
        Optional<String> meant =
                problem instanceof UnmatchedArgumentException unmatched ? meant(unmatched) : Optional.empty();
        meant.ifPresentOrElse(
                name -> err.println("Did you mean " + name + "?"),
                () -> UnmatchedArgumentException.printSuggestions(problem, err));
        err.println("See: " + commandLine.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static Optional<String> meant(UnmatchedArgumentException problem) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        Set<String> known = new TreeSet<>(command.optionsMap().keySet());
        known.addAll(command.subcommands().keySet());
        return problem.getUnmatched().stream()
                .map(argument -> argument.split("=", 2)[0])
                .flatMap(name -> NearestName.of(name, known).stream())
                .findFirst();
    }

    private static void print(Exception problem, CommandLine commandLine) {
        String message = Objects.requireNonNullElse(
                problem.getMessage(), problem.getClass().getSimpleName());
        String source = ConfigPreprocessor.find(commandLine.getCommandSpec())
                .flatMap(config -> config.sourceOf(message))
                .map(place -> place + ": ")
                .orElse("");
        commandLine.getErr().println("jg: " + source + Passwords.hidden(message));
        if (Boolean.getBoolean("jg.debug")) {
            problem.printStackTrace(commandLine.getErr());
        }
    }
}
