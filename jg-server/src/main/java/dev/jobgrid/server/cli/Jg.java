package dev.jobgrid.server.cli;

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
            BackupCommand.class,
            RestoreCommand.class,
            MigrateCommand.class,
            NodesCommand.class,
            ExplainCommand.class,
            SimulateCommand.class,
            McpCommand.class,
            DoctorCommand.class,
            WarmUpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Jg {
    Jg() {}

    /** Runs the command named by the arguments and leaves the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args.length == 0 ? new String[] {"--help"} : args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Jg())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new PlainErrors())
                .setExecutionExceptionHandler(new PlainErrors());
    }
}
