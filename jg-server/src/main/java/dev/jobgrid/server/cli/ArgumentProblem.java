package dev.jobgrid.server.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** An error in a command line, described for its user: picocli's messages name types and positions. Pure. */
final class ArgumentProblem {
    private static final Pattern CHOICE =
            Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was '(.*)'", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("'(.*)' is not an? (int|long|double|boolean)", Pattern.DOTALL);
    private static final Pattern ADDRESS = Pattern.compile("cannot convert '(.*)' to URI \\(.*\\)", Pattern.DOTALL);

    private final ParameterException problem;
    private final CommandSpec command;

    private ArgumentProblem(ParameterException problem, CommandSpec command) {
        this.problem = problem;
        this.command = command;
    }

    /** Of the command that the problem is in, which may be below the one that reports it. */
    static ArgumentProblem of(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        ParseResult parsed = command.getParseResult();
        while (parsed != null && parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
            command = parsed.commandSpec().commandLine();
        }
        return new ArgumentProblem(problem, command.getCommandSpec());
    }

    CommandSpec command() {
        return command;
    }

    /** The given value and the allowed ones. */
    String sentence() {
        String message = String.valueOf(problem.getMessage());
        if (problem instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            String first = unmatched.getUnmatched().get(0);
            return command.subcommands().isEmpty()
                    ? "'" + first + "' is one argument too many for " + command.qualifiedName()
                    : "there is no command '" + command.qualifiedName() + " " + first + "'";
        }
        if (isOfACommand()) {
            return "a command stands after --, as in 'jg run busybox -- ls -l'; " + message;
        }
        if (message.startsWith("Missing required subcommand")) {
            return command.qualifiedName() + " needs one of its commands: "
                    + command.subcommands().values().stream()
                            .map(CommandLine::getCommandSpec)
                            .filter(below -> !below.usageMessage().hidden())
                            .map(CommandSpec::name)
                            .collect(Collectors.joining(", "));
        }
        return allowed(message.replaceFirst("^Error: ", ""));
    }

    /** Whether an unknown option stands after an image and a program, so that it is one of the program's. */
    boolean isOfACommand() {
        ParseResult parsed = command.commandLine().getParseResult();
        return problem instanceof UnmatchedArgumentException
                && command.positionalParameters().size() > 1
                && parsed.matchedPositionals().size() > 1
                && !parsed.expandedArgs().contains("--");
    }

    private static String allowed(String message) {
        String chosen = CHOICE.matcher(message)
                .replaceFirst(found -> quoted(
                        "'" + found.group(2) + "' is none of " + found.group(1).toLowerCase(Locale.ROOT)));
        String typed = TYPE.matcher(chosen).replaceFirst(found -> quoted("'" + found.group(1) + "' is " + no(found)));
        return ADDRESS.matcher(typed)
                .replaceFirst(
                        found -> quoted("'" + found.group(1) + "' is no address, such as https://grid.example.com"));
    }

    private static String no(MatchResult found) {
        return switch (found.group(2)) {
            case "double" -> "no number, such as 2.50";
            case "boolean" -> "neither true nor false";
            default -> "no whole number, such as 20";
        };
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("$", "\\$");
    }

    /** The value, where it was taken for an argument of the command: one that may be left out has to stand after a '='. */
    Optional<String> meantValue(String[] arguments) {
        if (!(problem instanceof UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
            return Optional.empty();
        }
        String value = unmatched.getUnmatched().get(0);
        int before = Arrays.asList(arguments).indexOf(value) - 1;
        OptionSpec option = before < 0 ? null : command.optionsMap().get(arguments[before]);
        return option != null && option.arity().min() == 0 && option.arity().max() > 0
                ? Optional.of(arguments[before] + "=" + value)
                : Optional.empty();
    }

    /** The example in the command's help. */
    Optional<String> example() {
        return Stream.of(command.usageMessage().footer())
                .filter(line -> line.startsWith("Example: "))
                .findFirst();
    }

    /** Names that could have been meant: of options by what begins like one, of commands by anything else. */
    List<String> names(String argument) {
        return List.copyOf(
                argument.startsWith("-")
                        ? command.optionsMap().keySet()
                        : command.subcommands().keySet());
    }
}
