package dev.jobgrid.server.cli;

import dev.jobgrid.server.config.ConfigEnvironment;
import dev.jobgrid.server.config.ConfigFile;
import dev.jobgrid.server.config.ConfiguredOption;
import dev.jobgrid.server.config.OptionKeys;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Puts the options of a configuration file and the environment before the arguments of a command, unless these name the same
 * option. Single-threaded.
 */
final class ConfigPreprocessor implements IParameterPreprocessor {
    private static final String CONFIG = "--config";
    private static final Set<String> ONLY_TELLS = Set.of("-h", "--help", "-V", "--version");
    private static final Pattern OPTION = Pattern.compile("--([a-z0-9-]+)");

    private final Map<String, String> environment;
    private Map<String, ConfiguredOption> added = Map.of();
    private List<String> warnings = List.of();

    ConfigPreprocessor(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** That of a command. */
    static ConfigPreprocessor of(CommandSpec command) {
        return find(command).orElseGet(() -> new ConfigPreprocessor(Map.of()));
    }

    /** That of a command, if it can be configured. */
    static Optional<ConfigPreprocessor> find(CommandSpec command) {
        return command.preprocessor() instanceof ConfigPreprocessor found ? Optional.of(found) : Optional.empty();
    }

    // The type is picocli's.
    @SuppressWarnings("JdkObsolete")
    @Override
    public boolean preprocess(
            Stack<String> arguments,
            CommandSpec command,
            @Nullable ArgSpec argument,
            @Nullable Map<String, Object> info) {
        added = Map.of();
        warnings = List.of();
        Set<String> given =
                arguments.stream().map(text -> text.split("=", 2)[0]).collect(Collectors.toSet());
        if (given.stream().noneMatch(ONLY_TELLS::contains)) {
            try {
                read(file(List.copyOf(arguments)), OptionKeys.of(command), given);
            } catch (IllegalArgumentException | IOException e) {
                throw new ParameterException(command.commandLine(), e.getMessage(), e);
            }
            added.forEach((key, option) -> push(arguments, key, option.values()));
        }
        return false;
    }

    private void read(Optional<String> file, Map<String, OptionSpec> options, Set<String> given) throws IOException {
        Map<String, ConfiguredOption> found = new TreeMap<>();
        if (file.isPresent()) {
            found.putAll(read(file.get(), options));
        }
        ConfigEnvironment variables = ConfigEnvironment.read(environment, options);
        warnings = variables.warnings();
        found.putAll(variables.options());
        found.keySet().removeIf(key -> given.contains("--" + key));
        added = found;
    }

    private static Map<String, ConfiguredOption> read(String file, Map<String, OptionSpec> options) throws IOException {
        try {
            return ConfigFile.read(Path.of(file), options);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("the configuration file " + file + " is not there", e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the configuration file cannot be called '" + file + "'", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the configuration file " + file + " cannot be read: " + e, e);
        }
    }

    /** The file that the arguments, of which the first stands last, name; else the environment's. */
    private Optional<String> file(List<String> arguments) {
        for (int i = arguments.size() - 1; i >= 0; i--) {
            String argument = arguments.get(i);
            if (argument.startsWith(CONFIG + "=")) {
                return Optional.of(argument.substring(CONFIG.length() + 1));
            }
            if (argument.equals(CONFIG)) {
                // Without a file it is refused in the usual way.
                return i == 0 ? Optional.empty() : Optional.of(arguments.get(i - 1));
            }
        }
        return Optional.ofNullable(environment.get("JOBGRID_CONFIG")).filter(path -> !path.isBlank());
    }

    private static void push(Stack<String> arguments, String key, List<String> values) {
        for (int i = values.size() - 1; i >= 0; i--) {
            arguments.push("--" + key + "=" + values.get(i));
        }
    }

    /** Variables of the environment that look misspelled. */
    List<String> warnings() {
        return warnings;
    }

    /** Where the option with this key was given, if not on the command line. */
    Optional<String> source(String key) {
        return Optional.ofNullable(added.get(key)).map(ConfiguredOption::source);
    }

    /** Where the first option that a message names was given, if not on the command line. */
    Optional<String> sourceOf(String message) {
        Matcher names = OPTION.matcher(message);
        return names.results()
                .map(name -> name.group(1))
                .flatMap(key -> source(key).stream())
                .findFirst();
    }
}
