package dev.jobgrid.server.cli;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.auth.jwt.JwtSettings;
import dev.jobgrid.server.Access;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the addresses and callers of a server. */
final class AccessOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "URL of the server for clients, if it is behind a proxy: https://gpu.example.com")
    private @Nullable URI publicUrl;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "Host name by which agents may reach /mcp, besides localhost, addresses and the host of"
                    + " the public URL. Repeatable.")
    private Set<String> hosts = new LinkedHashSet<>();

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            description = "Origin of web pages that may call the server, such as https://portal.example.com."
                    + " Repeatable. Default: pages of this machine, and only for /mcp.")
    private Set<String> origins = new LinkedHashSet<>();

    @Option(
            names = "--no-console",
            description = "Serve no console. Default: /console is one, for browsers, with the keys of the server.")
    private boolean noConsole;

    @ArgGroup(exclusive = false)
    private @Nullable Tokens tokens;

    @ArgGroup(exclusive = false)
    private @Nullable TlsFlags tls;

    /** Files for TLS. */
    static final class TlsFlags {
        @Option(
                names = "--tls-cert",
                paramLabel = "FILE",
                required = true,
                description = "PEM file with the certificate and its chain. The server then speaks HTTPS only. Read"
                        + " again, with its key, when they change.")
        private Path certificate = Path.of("");

        @Option(
                names = "--tls-key",
                paramLabel = "FILE",
                required = true,
                description = "PEM file with the private key of the certificate; other users must not be able to read"
                        + " it.")
        private Path key = Path.of("");
    }

    /** Tokens of an identity provider. */
    static final class Tokens {
        @Option(
                names = "--jwt-issuer",
                paramLabel = "URL",
                required = true,
                description =
                        "Issuer of access tokens (JWT) to accept besides API keys, exactly as in their iss" + " claim.")
        private URI issuer = URI.create("");

        @Option(
                names = "--jwt-keys",
                paramLabel = "URL",
                required = true,
                description = "URL of the issuer's keys (JWKS).")
        private URI keys = URI.create("");

        @Option(
                names = "--jwt-audience",
                paramLabel = "TEXT",
                description = "Audience (aud) of accepted tokens; one of several suffices. Repeatable. Default: the"
                        + " public URL followed by /mcp.")
        private Set<String> audiences = new LinkedHashSet<>();
    }

    Access access(Access.Bounds bounds) {
        return new Access(
                Optional.ofNullable(publicUrl),
                Optional.ofNullable(System.getenv("JOBGRID_SERVICE_KEY"))
                        .filter(key -> !key.isBlank())
                        .map(Secret::new),
                new Access.Pages(hosts, origins),
                Optional.ofNullable(tokens).map(this::settings),
                bounds,
                Optional.ofNullable(tls).map(files -> new Access.Tls(files.certificate, files.key)),
                !noConsole);
    }

    private JwtSettings settings(Tokens wanted) {
        Set<String> audiences = wanted.audiences;
        if (audiences.isEmpty() && publicUrl != null) {
            audiences = Set.of(publicUrl.toString().replaceAll("/$", "") + "/mcp");
        }
        try {
            return JwtSettings.of(wanted.issuer, audiences, wanted.keys);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    audiences.isEmpty()
                            ? "--jwt-issuer needs --jwt-audience or --public-url: a token that is for anyone would be"
                                    + " taken"
                            : "Invalid value for option '--jwt-keys': " + e.getMessage());
        }
    }
}
