package dev.jobgrid.server.cli.grid;

import dev.jobgrid.auth.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server a command talks to: the one that a flag names, else the environment, else the current context. */
public final class ServerOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = {
                "The server to talk to. Its key is in JUNGLE_GRID_API_KEY, or in a context that was saved for it."
            })
    private @Nullable String server;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The saved server to talk to: see 'jg context list'.")
    private @Nullable String context;

    /** Whether a flag names one. */
    public boolean isNamed() {
        return server != null || context != null;
    }

    /** The server, if one is named in any of the ways. */
    public Optional<RemoteServer> find() throws IOException {
        Map<String, String> environment = Shell.of(spec).environment();
        ContextFile file = ContextFile.of(environment);
        if (server != null && context != null) {
            throw wrong("--server and --context both name a server; give one of them");
        }
        if (server != null) {
            return Optional.of(withKey(checked(server, "--server"), environment, file));
        }
        if (context != null) {
            try {
                return Optional.of(file.read().server(context));
            } catch (IllegalArgumentException e) {
                throw wrong("--context: " + e.getMessage());
            }
        }
        Optional<String> base = RemoteServer.base(environment);
        return base.isPresent()
                ? Optional.of(withKey(checked(base.get(), "the environment"), environment, file))
                : file.read().used();
    }

    private RemoteServer withKey(URI base, Map<String, String> environment, ContextFile file) throws IOException {
        Optional<Secret> key = RemoteServer.key(environment);
        if (key.isPresent()) {
            return new RemoteServer(base, key.get());
        }
        return file.read()
                .at(base)
                .orElseThrow(() -> wrong("there is no key for " + base
                        + ": put one into JUNGLE_GRID_API_KEY, or save it" + " by 'jg login " + base + "'"));
    }

    private URI checked(String text, String place) {
        return ServerAddress.parse(text)
                .orElseThrow(() -> wrong(place + " names '" + ServerAddress.shown(text)
                        + "' as the server; an address is like https://grid.example.com or http://127.0.0.1:8080"));
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
