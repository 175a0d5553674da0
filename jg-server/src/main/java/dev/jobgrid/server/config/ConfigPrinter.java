package dev.jobgrid.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Writes the options of a command as a configuration file. */
public final class ConfigPrinter {
    // A JSON string is a YAML string.
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfigPrinter() {}

    /**
     * The options of a command that was parsed, a line each; those without a value are commented out.
     *
     * @param source where the option with a key was given, if not on the command line
     */
    public static List<String> lines(CommandSpec command, Function<String, Optional<String>> source) {
        List<String> lines = new ArrayList<>();
        lines.add("# What is in force, and where each value comes from. Passwords are hidden.");
        ParseResult parsed = command.commandLine().getParseResult();
        for (Map.Entry<String, OptionSpec> option : OptionKeys.of(command).entrySet()) {
            boolean isGiven = parsed.hasMatchedOption(option.getValue())
                    || source.apply(option.getKey()).isPresent();
            lines.add(
                    isGiven
                            ? option.getKey() + ": " + given(option.getValue()) + "  # "
                                    + source.apply(option.getKey()).orElse("command line")
                            : unset(option.getKey(), option.getValue()));
        }
        return lines;
    }

    private static String given(OptionSpec option) {
        List<String> values = option.originalStringValues();
        if (OptionKeys.isSwitch(option)) {
            Object value = option.getValue();
            return String.valueOf(value);
        }
        return option.isMultiValue()
                ? values.stream().map(ConfigPrinter::quoted).collect(Collectors.joining(", ", "[", "]"))
                : quoted(values.get(values.size() - 1));
    }

    private static String unset(String key, OptionSpec option) {
        String value = option.defaultValueString(true);
        boolean isKnown = option.group() == null && !option.isMultiValue() && value != null && !value.equals("null");
        return isKnown
                ? key + ": " + (OptionKeys.isSwitch(option) ? value : quoted(value)) + "  # default"
                : "# " + key + ": not set";
    }

    private static String quoted(String value) {
        if (value.matches("-?[0-9]{1,18}")) {
            return value;
        }
        try {
            return JSON.writeValueAsString(Passwords.hidden(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("any text can be written as JSON", e);
        }
    }
}
