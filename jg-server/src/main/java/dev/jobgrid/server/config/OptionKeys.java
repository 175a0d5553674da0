package dev.jobgrid.server.config;

import dev.jobgrid.wire.request.NearestName;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What options are called in a file and in the environment: {@code --ready-file}, {@code ready-file}, JOBGRID_READY_FILE. */
public final class OptionKeys {
    static final String VARIABLES = "JOBGRID_";

    /** About one call of the command, and not about the server. */
    private static final Set<String> OF_A_CALL = Set.of("config", "print-config", "help", "version");

    private OptionKeys() {}

    /** The options of a command that can be configured, by their keys, in alphabetical order. */
    public static Map<String, OptionSpec> of(CommandSpec command) {
        Map<String, OptionSpec> options = new TreeMap<>();
        command.options().forEach(option -> options.put(key(option), option));
        options.keySet().removeAll(OF_A_CALL);
        return options;
    }

    /** An option's key in a file. */
    public static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** The variable of an option with that key. */
    public static String variable(String key) {
        return VARIABLES + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether the option is true or false. */
    public static boolean isSwitch(OptionSpec option) {
        return option.arity().max() == 0;
    }

    /** How a value could look. */
    static String example(String key, OptionSpec option) {
        String value = option.defaultValueString(true);
        boolean isShown = value != null && !value.equals("null") && !value.startsWith("[");
        return key + ": " + (isShown ? value : option.paramLabel());
    }

    static String meant(String name, Collection<String> known) {
        return NearestName.of(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }
}
