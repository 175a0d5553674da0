package dev.jobgrid.samples.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints an error in one line; the stack trace too if the system property {@code jg.debug} is set. After a wrong option it
 * names the options that are alike, and how to see all of them.
 */
final class PlainErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleExecutionException(Exception problem, CommandLine commandLine, ParseResult arguments) {
        print(problem, commandLine);
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine commandLine = problem.getCommandLine();
        print(problem, commandLine);
        PrintWriter err = commandLine.getErr();
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("See: " + commandLine.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static void print(Exception problem, CommandLine commandLine) {
        String message = problem.getMessage();
        commandLine
                .getErr()
                .println("jg: " + (message == null ? problem.getClass().getSimpleName() : message));
        if (Boolean.getBoolean("jg.debug")) {
            problem.printStackTrace(commandLine.getErr());
        }
    }
}
