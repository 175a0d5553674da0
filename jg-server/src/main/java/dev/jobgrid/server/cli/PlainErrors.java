package dev.jobgrid.server.cli;

import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.config.Passwords;
import dev.jobgrid.wire.request.NearestName;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints an error in one line; the stack trace too if the system property {@code jg.debug} is set. After a wrong option it
 * names the option that is meant, or gives an example, and says how to see all of them.
 */
final class PlainErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleExecutionException(Exception problem, CommandLine commandLine, ParseResult arguments) {
        print(problem, message(problem), commandLine);
        return ExitCode.of(problem);
    }

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        ArgumentProblem found = ArgumentProblem.of(problem);
        CommandLine commandLine = problem.getCommandLine();
        print(problem, found.sentence(), commandLine);
        PrintWriter err = commandLine.getErr();
        found.meantValue(arguments)
                .or(() -> meant(problem, found))
                .map(name -> "Did you mean " + name + "?")
                .or(found::example)
                .ifPresent(err::println);
        err.println("See: " + found.command().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static Optional<String> meant(ParameterException problem, ArgumentProblem found) {
        return problem instanceof UnmatchedArgumentException unmatched && !found.isOfACommand()
                ? unmatched.getUnmatched().stream()
                        .map(argument -> argument.split("=", 2)[0])
                        .flatMap(name -> NearestName.of(name, found.names(name)).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static String message(Exception problem) {
        if (problem instanceof FileSystemException file && file.getFile() != null && file.getReason() == null) {
            return file.getFile() + reason(file);
        }
        if (problem instanceof InvalidPathException name) {
            return "'" + name.getInput()
                    + "' cannot name a file in this locale; use one of UTF-8, such as LC_ALL=C.UTF-8";
        }
        return Objects.requireNonNullElse(
                problem.getMessage(), problem.getClass().getSimpleName());
    }

    /** Its message is the file alone. */
    private static String reason(FileSystemException problem) {
        if (problem instanceof NoSuchFileException) {
            return " is not there";
        }
        if (problem instanceof AccessDeniedException) {
            return " may not be used by " + System.getProperty("user.name");
        }
        return problem instanceof FileAlreadyExistsException ? " is there already" : " cannot be used";
    }

    private static void print(Exception problem, String message, CommandLine commandLine) {
        String source = ConfigPreprocessor.find(commandLine.getCommandSpec())
                .flatMap(config -> config.sourceOf(message))
                .map(place -> place + ": ")
                .orElse("");
        commandLine.getErr().println("jg: " + source + Passwords.hidden(message));
        OptionSpec debug = commandLine.getCommandSpec().root().findOption("--debug");
        if (debug != null && Boolean.TRUE.equals(debug.getValue())) {
            problem.printStackTrace(commandLine.getErr());
        }
    }
}
