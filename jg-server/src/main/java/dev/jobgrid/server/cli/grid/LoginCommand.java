package dev.jobgrid.server.cli.grid;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Secret;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Saves a server with a key. */
@Command(
        name = "login",
        description = {
            "Save a server and an API key, and make it the current one.",
            "The key is read without echo, or from stdin without a terminal, and checked before it" + " is saved."
        },
        footer = {"", "Example: jg login https://grid.example.com < key.txt"},
        mixinStandardHelpOptions = true)
public final class LoginCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "URL of the server. Default: that of the environment, else of the current context.")
    private @Nullable String url;

    @Option(
            names = "--name",
            paramLabel = "CONTEXT",
            description = "Name to save it under. Default: the host of the server.")
    private @Nullable String name;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Certificates (PEM) to trust beside those of Java; saved with the server.")
    private @Nullable Path ca;

    @Override
    public Integer call() throws IOException {
        Shell shell = Shell.of(spec);
        ContextFile file = ContextFile.of(shell.environment());
        URI base = base(shell, file.read());
        String context = name == null ? hostOf(base) : name;
        if (!context.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")) {
            throw wrong(
                    "--name is '" + context + "'; a name has 1 to 64 letters, digits, '.', '_', ':' or '-', like prod");
        }
        RemoteServer plain = new RemoteServer(base, key(shell, base));
        RemoteServer server = ca == null ? plain : plain.trusting(ca);
        Caller caller;
        try (JobGrid grid = GridOptions.connect(server, spec)) {
            caller = grid.caller();
        }
        file.write(file.read().with(context, server));
        spec.commandLine()
                .getErr()
                .println("Logged in to %s as %s of workspace %s. Saved as context %s in %s"
                        .formatted(base, caller.subject(), caller.workspace(), context, file));
        return ExitCode.OK;
    }

    private URI base(Shell shell, Contexts saved) {
        Optional<String> text = Optional.ofNullable(url)
                .or(() -> RemoteServer.base(shell.environment()))
                .or(() -> saved.used().map(server -> server.base().toString()));
        if (text.isEmpty()) {
            throw wrong("no server is given; name one, as in 'jg login https://grid.example.com'");
        }
        return ServerAddress.parse(text.get())
                .orElseThrow(() -> wrong("the server is '" + ServerAddress.shown(text.get())
                        + "'; an address is like https://grid.example.com or http://127.0.0.1:8080"));
    }

    private static String hostOf(URI base) {
        return base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
    }

    private Secret key(Shell shell, URI base) throws IOException {
        Console console = shell.isInteractive() ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword("API key for %s: ", base);
            return checked(typed == null ? "" : new String(typed));
        }
        String line = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8)).readLine();
        return checked(line == null ? "" : line);
    }

    private Secret checked(String text) {
        String key = text.strip();
        if (key.isEmpty()) {
            throw wrong("no key was given; type it, or put it on stdin: jg login URL < key.txt");
        }
        // Said here: what is sent in a header must not hold anything else.
        if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw wrong("the key has characters that no key has; copy it again, without spaces");
        }
        return new Secret(key);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
