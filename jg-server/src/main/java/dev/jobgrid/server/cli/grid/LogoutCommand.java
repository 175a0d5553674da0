package dev.jobgrid.server.cli.grid;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Forgets a server and its key. */
@Command(
        name = "logout",
        description = {"Remove a saved server and its key.", "The key stays valid until 'jg keys revoke'."},
        footer = {"", "Example: jg logout --name prod"},
        mixinStandardHelpOptions = true)
public final class LogoutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--name",
            paramLabel = "CONTEXT",
            description = "Name of the saved server. Default: the current one.")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
        ContextFile file = ContextFile.of(Shell.of(spec).environment());
        Contexts saved = file.read();
        String context = name == null
                ? saved.current()
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "there is no current context; name one by --name: see 'jg context list'"))
                : name;
        if (!saved.servers().containsKey(context)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no context '" + context + "'; 'jg context list' shows all");
        }
        file.write(saved.without(context));
        spec.commandLine().getErr().println("Removed context " + context + " from " + file);
        return ExitCode.OK;
    }
}
