package dev.jobgrid.server.cli;

import dev.jobgrid.server.admin.AdminRequest;
import dev.jobgrid.server.admin.Administration;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The jg command in a server, with the commands that it runs for operators who call them elsewhere. */
@Command(name = "jg")
record ServedCommand(AdminRequest request, Administration administration) {
    private static final List<Class<?>> COMMANDS = List.of(
            BackupCommand.class,
            CallbacksCommand.class,
            ConsoleCommand.class,
            CreditsCommand.class,
            HealthCommand.class,
            KeysCommand.class,
            MaintenanceCommand.class,
            NodesCommand.class,
            RetentionCommand.class,
            TemplatesCommand.class);

    /** Runs the command and returns its exit code. */
    int run(PrintWriter out, PrintWriter err) {
        CommandLine jg = new CommandLine(this);
        COMMANDS.forEach(jg::addSubcommand);
        // The caller's jg has expanded them.
        return Jg.configured(jg)
                .setExpandAtFiles(false)
                .setOut(out)
                .setErr(err)
                .execute(request.arguments().toArray(String[]::new));
    }

    /** The one that a command belongs to, if it runs in a server for somebody elsewhere. */
    static Optional<ServedCommand> of(CommandSpec command) {
        return command.root().userObject() instanceof ServedCommand served ? Optional.of(served) : Optional.empty();
    }

    @Option(names = "--debug", scope = ScopeType.INHERIT)
    void debug(boolean isOn) {
        // PlainErrors reads it from the options: the property belongs to the server.
    }
}
