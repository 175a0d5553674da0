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

/** How a server is reached, and by whom. */
final class AccessOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "Where clients reach the server, if a proxy stands in front: https://gpu.example.com")
    private @Nullable URI publicUrl;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = {
                "Another name by which agents may reach /mcp, beside localhost, addresses and the public URL's. May be"
                        + " given several times."
            })
    private Set<String> hosts = new LinkedHashSet<>();

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            description = {
                "Web pages that may call the server: https://portal.example.com. May be given several times. Default:"
                        + " none but those of this machine, and these only /mcp."
            })
    private Set<String> origins = new LinkedHashSet<>();

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
                description = {
                    "Serves https only, with this certificate and those that lead to its authority, in PEM. It and its"
                            + " key are read again when they change."
                })
        private Path certificate = Path.of("");

        @Option(
                names = "--tls-key",
                paramLabel = "FILE",
                required = true,
                description = "Its private key in PEM, which other users may not read.")
        private Path key = Path.of("");
    }

    /** Tokens of an identity provider. */
    static final class Tokens {
        @Option(
                names = "--jwt-issuer",
                paramLabel = "URL",
                required = true,
                description =
                        "Takes tokens (JWT) of this issuer too, beside API keys; to the letter as they say in iss.")
        private URI issuer = URI.create("");

        @Option(
                names = "--jwt-keys",
                paramLabel = "URL",
                required = true,
                description = "Where the issuer publishes its keys (JWKS).")
        private URI keys = URI.create("");

        @Option(
                names = "--jwt-audience",
                paramLabel = "TEXT",
                description = {
                    "What tokens must say in aud. May be given several times: any of them will do. Default: the public"
                            + " URL followed by /mcp."
                })
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
                Optional.ofNullable(tls).map(files -> new Access.Tls(files.certificate, files.key)));
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
