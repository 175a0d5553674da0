package dev.jobgrid.server.cli;

import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.cli.jobs.EventsCommand;
import dev.jobgrid.server.cli.jobs.JobsCommand;
import dev.jobgrid.server.cli.jobs.LogsCommand;
import dev.jobgrid.server.cli.jobs.RunCommand;
import dev.jobgrid.server.cli.jobs.RuntimeCommand;
import dev.jobgrid.server.cli.jobs.StatusCommand;
import dev.jobgrid.server.cli.jobs.SubmitCommand;
import dev.jobgrid.server.cli.jobs.WaitCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The jg command. */
@Command(
        name = "jg",
        description = "Runs GPU jobs on what this machine has, or on a grid elsewhere.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            SubmitCommand.class,
            JobsCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            RuntimeCommand.class,
            LogsCommand.class,
            WaitCommand.class,
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
public final class Jg implements Shell.Holder {
    private final Shell shell;

    Jg() {
        this(Shell.ofProcess());
    }

    private Jg(Shell shell) {
        this.shell = shell;
    }

    /** Runs the command named by the arguments and leaves the JVM with its exit code. */
    public static void main(String[] args) {
        CommandLine jg = commandLine()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(jg.execute(args.length == 0 ? new String[] {"--help"} : args));
    }

    static CommandLine commandLine() {
        return commandLine(Shell.ofProcess());
    }

    static CommandLine commandLine(Shell shell) {
        return new CommandLine(new Jg(shell))
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Instant.class, new SinceConverter())
                .registerConverter(SimulatedGpu.class, new GpuConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new PlainErrors())
                .setExecutionExceptionHandler(new PlainErrors());
    }

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Shows the stack trace of an error.")
    void debug(boolean isOn) {
        if (isOn) {
            System.setProperty("jg.debug", "true");
        }
    }

    @Override
    public Shell shell() {
        return shell;
    }
}
