package dev.jobgrid.server.cli.grid;

import dev.jobgrid.auth.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which server a command talks to: the one that a flag names, else the environment, else the current context. */
public final class RemoteOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "URL of the server. Its key is in JUNGLE_GRID_API_KEY or in a saved context.")
    private @Nullable String server;

    @Option(names = "--context", paramLabel = "NAME", description = "Saved server to use; see 'jg context list'.")
    private @Nullable String context;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Certificates (PEM) to trust beside those of Java, for a server with its own authority.")
    private @Nullable Path ca;

    /** Whether a flag names one. */
    public boolean isNamed() {
        return server != null || context != null;
    }

    /** The flags that name the server, to be repeated in a hint: " --context prod". */
    String again() {
        return Shell.flag("--server", server) + Shell.flag("--context", context) + Shell.flag("--ca", ca);
    }

    /** The server, if one is named in any of the ways, for this command. */
    public Optional<RemoteServer> find(CommandSpec command) throws IOException {
        Optional<RemoteServer> named = named(command);
        return ca == null ? named : named.map(found -> found.trusting(ca));
    }

    private Optional<RemoteServer> named(CommandSpec command) throws IOException {
        Map<String, String> environment = Shell.of(command).environment();
        ContextFile file = ContextFile.of(environment);
        if (server != null && context != null) {
            throw wrong(command, "--server and --context both name a server; give one of them");
        }
        if (server != null) {
            return Optional.of(withKey(checked(server, "--server", command), file, command));
        }
        if (context != null) {
            try {
                return Optional.of(file.read().server(context));
            } catch (IllegalArgumentException e) {
                throw wrong(command, "--context: " + e.getMessage());
            }
        }
        Optional<String> base = RemoteServer.base(environment);
        return base.isPresent()
                ? Optional.of(withKey(checked(base.get(), "the environment", command), file, command))
                : file.read().used();
    }

    /** The server; a command that talks to nothing else needs one. */
    public RemoteServer required(CommandSpec command) throws IOException {
        return find(command)
                .orElseThrow(() -> wrong(
                        command,
                        "no server is named: save one by 'jg login URL', set JUNGLEGRID_API_BASE and"
                                + " JUNGLE_GRID_API_KEY, or give --server URL"));
    }

    private static RemoteServer withKey(URI base, ContextFile file, CommandSpec command) throws IOException {
        Optional<Secret> key = RemoteServer.key(Shell.of(command).environment());
        if (key.isPresent()) {
            // Said here: what is sent in a header must not hold anything else.
            if (!key.get().value().chars().allMatch(c -> c > ' ' && c < 127)) {
                throw wrong(
                        command,
                        "JUNGLE_GRID_API_KEY has characters that no key has; copy the key again, without spaces");
            }
            return new RemoteServer(base, key.get());
        }
        return file.read()
                .at(base)
                .orElseThrow(() -> wrong(
                        command,
                        "there is no key for " + base + ": put one into JUNGLE_GRID_API_KEY, or save it"
                                + " by 'jg login " + base + "'"));
    }

    private static URI checked(String text, String place, CommandSpec command) {
        return ServerAddress.parse(text)
                .orElseThrow(
                        () -> wrong(
                                command,
                                place + " names '" + ServerAddress.shown(text)
                                        + "' as the server; an address is like https://grid.example.com or http://127.0.0.1:8080"));
    }

    private static ParameterException wrong(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
