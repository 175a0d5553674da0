package dev.jobgrid.samples.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells an error in one line; the stack trace too if the system property {@code jg.debug} is set. */
final class PlainErrors implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception problem, CommandLine commandLine, ParseResult arguments) {
        String message = problem.getMessage();
        commandLine
                .getErr()
                .println("jg: " + (message == null ? problem.getClass().getSimpleName() : message));
        if (Boolean.getBoolean("jg.debug")) {
            problem.printStackTrace(commandLine.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
