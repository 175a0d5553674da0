package dev.jobgrid.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** A command with an option of each kind. */
@Command(mixinStandardHelpOptions = true)
final class SomeOptions {
    static final Map<String, OptionSpec> KNOWN = OptionKeys.of(new CommandLine(new SomeOptions()).getCommandSpec());

    @Option(names = "--port")
    int port = 8080;

    @Option(names = "--credits")
    boolean credits;

    @Option(names = "--postgres")
    @Nullable
    String postgres;

    @Option(names = "--mount")
    List<String> mounts = new ArrayList<>();

    @Option(names = "--node", paramLabel = "KEY=VALUE,…")
    List<String> nodes = new ArrayList<>();

    @Option(names = "--docker", arity = "0..1", fallbackValue = "local", paramLabel = "ADDRESS")
    List<String> engines = new ArrayList<>();
}
