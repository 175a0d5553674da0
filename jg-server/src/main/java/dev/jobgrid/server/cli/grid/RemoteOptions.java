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

/** Which server a command talks to, and with which key: those that a flag names, else the environment, else a context. */
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
        return choose(command).map(ServerChoice::server);
    }

    /**
     * As {@link #find}, with what named it. Of address and key each is that of a flag, else of the environment, else of a
     * context.
     */
    Optional<ServerChoice> choose(CommandSpec command) throws IOException {
        Optional<ServerChoice> named = named(command);
        return Optional.ofNullable(ca)
                .map(authority -> named.map(found -> found.trusting(authority)))
                .orElse(named);
    }

    private Optional<ServerChoice> named(CommandSpec command) throws IOException {
        Map<String, String> environment = Shell.of(command).environment();
        ContextFile file = ContextFile.of(environment);
        if (server != null && context != null) {
            throw wrong(command, "--server and --context both name a server; give one of them");
        }
        if (context != null) {
            return Optional.of(ofContext(context, file, command));
        }
        if (server != null) {
            return Optional.of(withKey(checked(server, "--server", command), "--server", file, command));
        }
        Optional<String> variable = RemoteServer.baseVariable(environment);
        if (variable.isPresent()) {
            String base = environment.getOrDefault(variable.get(), "");
            return Optional.of(withKey(checked(base, variable.get(), command), variable.get(), file, command));
        }
        Contexts saved = file.read();
        Optional<RemoteServer> used = saved.used();
        return used.isPresent()
                ? Optional.of(withKey(used.get().base(), named(saved.current()), file, command))
                : Optional.empty();
    }

    private static ServerChoice ofContext(String name, ContextFile file, CommandSpec command) throws IOException {
        try {
            String flag = "--context " + name;
            return new ServerChoice(file.read().server(name), flag, flag);
        } catch (IllegalArgumentException e) {
            throw wrong(command, "--context: " + e.getMessage());
        }
    }

    /** The server; a command that talks to nothing else needs one. */
    public RemoteServer required(CommandSpec command) throws IOException {
        return find(command)
                .orElseThrow(() -> wrong(
                        command,
                        "no server is named: save one by 'jg login URL', set JUNGLEGRID_API_BASE and"
                                + " JUNGLE_GRID_API_KEY, or give --server URL"));
    }

    private static ServerChoice withKey(URI base, String source, ContextFile file, CommandSpec command)
            throws IOException {
        Contexts saved = file.read();
        Optional<String> context = saved.at(base);
        Optional<Path> trusted = context.flatMap(name -> saved.server(name).ca());
        Optional<Secret> key = RemoteServer.key(Shell.of(command).environment());
        if (key.isPresent()) {
            // Said here: what is sent in a header must not hold anything else.
            if (!key.get().value().chars().allMatch(c -> c > ' ' && c < 127)) {
                throw wrong(
                        command,
                        RemoteServer.KEY + " has characters that no key has; copy the key again, without spaces");
            }
            return new ServerChoice(new RemoteServer(base, key.get(), trusted), source, RemoteServer.KEY);
        }
        return context.map(name -> new ServerChoice(
                        new RemoteServer(base, saved.server(name).key(), trusted), source, named(context)))
                .orElseThrow(() -> wrong(
                        command,
                        "there is no key for " + base + ": put one into " + RemoteServer.KEY + ", or save it"
                                + " by 'jg login " + base + "'"));
    }

    private static String named(Optional<String> context) {
        return "context " + context.orElse("");
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
