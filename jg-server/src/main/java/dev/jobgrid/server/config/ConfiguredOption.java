package dev.jobgrid.server.config;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The values of an option in a file or the environment.
 *
 * @param values the values; several only for a repeatable option
 * @param source their origin, for people: "server.yaml, line 3" or "JOBGRID_PORT"
 */
public record ConfiguredOption(List<String> values, String source) {
    /** Copies the list. */
    public ConfiguredOption {
        values = List.copyOf(values);
    }

    /**
     * One value as its option takes it.
     *
     * @throws IllegalArgumentException with the allowed values, if the value is not true or false, or no number, and has to be
     */
    static String checked(String key, OptionSpec option, String value, String source) {
        boolean isTruth = value.equals("true") || value.equals("false");
        if (OptionKeys.isSwitch(option) && !isTruth) {
            throw new IllegalArgumentException("%s: %s is '%s'; true or false is allowed, such as %s: true"
                    .formatted(source, key, Passwords.hidden(value), key));
        }
        if (isNumber(option) && !value.matches("-?[0-9]+")) {
            throw new IllegalArgumentException("%s: %s is '%s'; a whole number is allowed, such as %s"
                    .formatted(source, key, Passwords.hidden(value), OptionKeys.example(key, option)));
        }
        // An option that may stand alone: "docker: true" is --docker.
        return isTruth && option.arity().min() == 0 && !OptionKeys.isSwitch(option)
                ? standingAlone(key, option, value, source)
                : value;
    }

    private static boolean isNumber(OptionSpec option) {
        return Set.of(int.class, Integer.class, long.class, Long.class).contains(option.type());
    }

    private static String standingAlone(String key, OptionSpec option, String value, String source) {
        if (value.equals("false")) {
            throw new IllegalArgumentException("%s: %s is false; leave it out, or write %s: true or %s: %s"
                    .formatted(source, key, key, key, option.paramLabel()));
        }
        return option.fallbackValue();
    }
}
