package dev.jobgrid.server.cli;

import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.server.admin.AdminRequest;
import dev.jobgrid.server.admin.Administration;
import dev.jobgrid.server.cli.grid.ContextCommand;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.LoginCommand;
import dev.jobgrid.server.cli.grid.LogoutCommand;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.cli.grid.WhoamiCommand;
import dev.jobgrid.server.cli.jobs.ApiCommand;
import dev.jobgrid.server.cli.jobs.ArtifactsCommand;
import dev.jobgrid.server.cli.jobs.CancelCommand;
import dev.jobgrid.server.cli.jobs.EstimateCommand;
import dev.jobgrid.server.cli.jobs.EventsCommand;
import dev.jobgrid.server.cli.jobs.InputsCommand;
import dev.jobgrid.server.cli.jobs.JobsCommand;
import dev.jobgrid.server.cli.jobs.LogsCommand;
import dev.jobgrid.server.cli.jobs.OpenCommand;
import dev.jobgrid.server.cli.jobs.QueueCommand;
import dev.jobgrid.server.cli.jobs.RerunCommand;
import dev.jobgrid.server.cli.jobs.RunCommand;
import dev.jobgrid.server.cli.jobs.RuntimeCommand;
import dev.jobgrid.server.cli.jobs.StatusCommand;
import dev.jobgrid.server.cli.jobs.SubmitCommand;
import dev.jobgrid.server.cli.jobs.TopCommand;
import dev.jobgrid.server.cli.jobs.WaitCommand;
import dev.jobgrid.server.cli.output.DurationConverter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The jg command. */
@Command(
        name = "jg",
        description =
                "Run GPU jobs on this machine or on a remote grid. 'jg estimate --hold 5m' holds a place as a launch plan, and"
                        + " 'jg run --plan ID' starts it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            SubmitCommand.class,
            EstimateCommand.class,
            JobsCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            RuntimeCommand.class,
            LogsCommand.class,
            WaitCommand.class,
            CancelCommand.class,
            RerunCommand.class,
            ArtifactsCommand.class,
            InputsCommand.class,
            QueueCommand.class,
            TopCommand.class,
            OpenCommand.class,
            ApiCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            ContextCommand.class,
            HelpCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            DemoCommand.class,
            ServerCommand.class,
            HealthCommand.class,
            ConsoleCommand.class,
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
public final class Jg implements Shell.Holder {
    private static final Set<String> CONFIGURED = Set.of("server", "doctor");

    /** How many carriers the JVM's virtual threads have; it is read when the first starts. */
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private static final int MIN_CARRIERS = 16;

    private final Shell shell;

    @Mixin
    DebugOption debug = new DebugOption();

    Jg() {
        this(Shell.ofProcess());
    }

    private Jg(Shell shell) {
        this.shell = shell;
    }

    /** Runs the command named by the arguments and leaves the JVM with its exit code. */
    public static void main(String[] args) {
        shareProcessors();
        StandardOutput out = StandardOutput.install();
        refuseUnreadable(args);
        CommandLine jg = commandLine(Shell.ofProcess(), args)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        int code = jg.execute(args.length == 0 ? new String[] {"--help"} : args);
        jg.getOut().flush();
        System.exit(out.isLost() ? ExitCode.FAILED : code);
    }

    /**
     * A virtual thread keeps its carrier until it waits, and the JVM has a carrier for each processor: two requests that
     * compute would hold up all others on two processors. Of more carriers the operating system gives each its turn.
     */
    private static void shareProcessors() {
        if (System.getProperty(CARRIERS) == null) {
            int carriers = Math.max(MIN_CARRIERS, Runtime.getRuntime().availableProcessors());
            System.setProperty(CARRIERS, Integer.toString(carriers));
        }
    }

    private static void refuseUnreadable(String[] args) {
        try {
            for (int i = 0; i < args.length; i++) {
                Shell.requireReadable("argument " + (i + 1), args[i]);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("jg: " + e.getMessage());
            System.exit(ExitCode.USAGE);
        }
    }

    /** Runs an operator's command in a server, for somebody who called it elsewhere, and returns its exit code. */
    public static int serve(Administration administration, AdminRequest request, PrintWriter out, PrintWriter err) {
        return new ServedCommand(request, administration).run(out, err);
    }

    static CommandLine commandLine() {
        return commandLine(Shell.ofProcess());
    }

    static CommandLine commandLine(Shell shell) {
        CommandLine jg = new CommandLine(new Jg(shell));
        jg.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        jg.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
        return configured(jg);
    }

    /** With the command alone that the arguments name: to look at all of them takes longer than most of them run. */
    static CommandLine commandLine(Shell shell, String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        return Stream.of(Jg.class.getAnnotation(Command.class).subcommands())
                .filter(type -> type.getAnnotation(Command.class).name().equals(name))
                // These print all the others.
                .filter(type -> type != CompletionCommand.class && type != HelpCommand.class)
                .findFirst()
                .map(type -> configured(new CommandLine(new SingleCommand(shell)).addSubcommand(type)))
                .orElseGet(() -> commandLine(shell));
    }

    static CommandLine configured(CommandLine jg) {
        jg.getSubcommands().forEach((name, command) -> {
            if (CONFIGURED.contains(name)) {
                Shell shell = Shell.of(command.getCommandSpec());
                command.getCommandSpec().preprocessor(new ConfigPreprocessor(shell.environment()));
            }
        });
        return jg.registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Instant.class, new SinceConverter())
                .registerConverter(SimulatedGpu.class, new GpuConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new PlainErrors())
                .setExecutionExceptionHandler(new PlainErrors());
    }

    @Override
    public Shell shell() {
        return shell;
    }

    /** Known to each command. */
    static final class DebugOption {
        @Option(
                names = "--debug",
                scope = ScopeType.INHERIT,
                defaultValue = "false",
                description = "Show the stack trace of an error.")
        void debug(boolean isOn) {
            System.setProperty("jg.debug", String.valueOf(isOn));
        }
    }

    /** The jg command with one of its commands. */
    @Command(name = "jg", mixinStandardHelpOptions = true, versionProvider = Version.class)
    static final class SingleCommand implements Shell.Holder {
        private final Shell shell;

        @Mixin
        DebugOption debug = new DebugOption();

        SingleCommand(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Shell shell() {
            return shell;
        }
    }
}
