package dev.jobgrid.server.config;

import dev.jobgrid.wire.request.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options in variables of the environment: JOBGRID_PORT is {@code --port}. An option that may be given several times has a value
 * on each line. An empty variable counts as one that is not set.
 *
 * @param options the values found, by the keys of the options
 * @param warnings variables that look misspelled, a sentence each
 */
public record ConfigEnvironment(Map<String, ConfiguredOption> options, List<String> warnings) {
    /** Named like options, but read by others. */
    private static final Set<String> OTHERS = Set.of("JOBGRID_SERVICE_KEY", "JOBGRID_CONFIG");

    /** Copies both. */
    public ConfigEnvironment {
        options = Map.copyOf(options);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads an environment.
     *
     * @param options the allowed options, by their keys
     * @throws IllegalArgumentException naming the variable, if a value is not allowed
     */
    public static ConfigEnvironment read(Map<String, String> environment, Map<String, OptionSpec> options) {
        Map<String, ConfiguredOption> found = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        options.forEach((key, option) -> {
            String text = environment.getOrDefault(OptionKeys.variable(key), "");
            if (isOfKubernetes(key, text)) {
                warnings.add(OptionKeys.variable(key)
                        + " is what Kubernetes sets for a service called jobgrid, and is passed"
                        + " over; call the service otherwise, or set enableServiceLinks: false");
            } else if (!text.isBlank()) {
                found.put(key, read(key, option, text));
            }
        });
        Set<String> known = options.keySet().stream().map(OptionKeys::variable).collect(Collectors.toSet());
        environment.keySet().stream()
                .filter(variable -> variable.startsWith(OptionKeys.VARIABLES))
                .filter(variable -> !known.contains(variable) && !OTHERS.contains(variable))
                .sorted()
                .flatMap(variable -> misspelled(variable, known).stream())
                .forEach(warnings::add);
        return new ConfigEnvironment(found, warnings);
    }

    private static ConfiguredOption read(String key, OptionSpec option, String text) {
        String variable = OptionKeys.variable(key);
        List<String> values = option.isMultiValue()
                ? text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList()
                : List.of(text);
        return new ConfiguredOption(
                values.stream()
                        .map(value -> ConfiguredOption.checked(key, option, value, variable))
                        .toList(),
                variable);
    }

    /** Others may have variables that begin so; what looks like an option is reported. */
    private static Optional<String> misspelled(String variable, Set<String> known) {
        int begin = OptionKeys.VARIABLES.length();
        List<String> names = known.stream().map(other -> other.substring(begin)).toList();
        return NearestName.of(variable.substring(begin), names)
                .map(near -> "the variable " + variable + " is no option; did you mean " + OptionKeys.VARIABLES + near
                        + "?");
    }

    private static boolean isOfKubernetes(String key, String text) {
        return key.equals("port") && text.startsWith("tcp://");
    }
}
