package dev.jobgrid.server.cli;

import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The jg command. */
@Command(
        name = "jg",
        description = "Runs GPU jobs on what this machine has.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            ServerCommand.class,
            KeysCommand.class,
            CallbacksCommand.class,
            MaintenanceCommand.class,
            CreditsCommand.class,
            TemplatesCommand.class,
            RetentionCommand.class,
            NodesCommand.class,
            ExplainCommand.class,
            SimulateCommand.class,
            McpCommand.class,
            DoctorCommand.class,
            WarmUpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Jg {
    private static final Set<String> CONFIGURED = Set.of("server", "doctor");

    Jg() {}

    /** Runs the command named by the arguments and leaves the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args.length == 0 ? new String[] {"--help"} : args));
    }

    static CommandLine commandLine() {
        return commandLine(System.getenv());
    }

    /** The command with the options of a server in this environment. */
    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine line = new CommandLine(new Jg());
        line.getSubcommands().forEach((name, command) -> {
            if (CONFIGURED.contains(name)) {
                command.getCommandSpec().preprocessor(new ConfigPreprocessor(environment));
            }
        });
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new PlainErrors())
                .setExecutionExceptionHandler(new PlainErrors());
    }
}
