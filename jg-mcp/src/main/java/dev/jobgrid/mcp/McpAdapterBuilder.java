package dev.jobgrid.mcp;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.spi.FileLinks;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds an {@link McpAdapter}. Single-threaded. */
public final class McpAdapterBuilder {
    private final JobGrid grid;
    private Optional<FileLinks> links = Optional.empty();
    private Authenticator authenticator;
    private InstantSource clock = InstantSource.system();
    private String path = "/mcp";
    private Optional<URI> publicBaseUrl = Optional.empty();
    private List<URI> authorizationServers = List.of();
    private Set<String> hosts = Set.of();
    private Set<String> origins = Set.of();

    McpAdapterBuilder(JobGrid grid) {
        this.grid = grid;
        this.authenticator = Authenticator.of(() -> grid.operations().apiKeys());
    }

    /** Creates addresses for uploads and downloads; required. The HTTP adapter over the same grid provides them. */
    public McpAdapterBuilder links(FileLinks value) {
        links = Optional.of(SettingCheck.present("links", value));
        return this;
    }

    /** Authenticates bearer tokens; by the grid's own API keys unless set. */
    public McpAdapterBuilder authenticator(Authenticator value) {
        authenticator = SettingCheck.present("authenticator", value);
        return this;
    }

    /** The system's clock unless set. Should be the grid's. */
    public McpAdapterBuilder clock(InstantSource value) {
        clock = SettingCheck.present("clock", value);
        return this;
    }

    /** The servlet's path, below the public URL; "/mcp" unless set. */
    public McpAdapterBuilder path(String value) {
        path = SettingCheck.present("path", value);
        return this;
    }

    /**
     * The public URL of the servlet's context and the HTTP adapter: "https://gpu.example.com/grid". Unless set it is
     * built from each request's Host; set it behind a proxy. Its host is an allowed Host header.
     */
    public McpAdapterBuilder publicBaseUrl(URI value) {
        publicBaseUrl = Optional.of(SettingCheck.present("publicBaseUrl", value));
        return this;
    }

    /** Issuers of tokens for the servlet, published to clients (RFC 9728); none unless set. */
    public McpAdapterBuilder authorizationServers(URI... issuers) {
        authorizationServers = List.of(SettingCheck.present("authorizationServers", issuers));
        return this;
    }

    /**
     * Allowed Host headers, beside addresses, localhost and the public URL's host. All others are refused, against DNS
     * rebinding.
     */
    public McpAdapterBuilder hosts(String... names) {
        hosts = Arrays.stream(SettingCheck.present("hosts", names))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /**
     * Origins of web pages that may call the servlet ("https://chat.example.com"), beside its own, and beside any page
     * of this machine when it is reached as localhost. Requests without an Origin are not from a page.
     */
    public McpAdapterBuilder origins(String... values) {
        origins = Stream.of(SettingCheck.present("origins", values))
                .map(value -> value.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /**
     * The adapter.
     *
     * @throws IllegalArgumentException if there are no links, or the path or the public URL is not one
     */
    public McpAdapter build() {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException("path must be like /mcp, not " + path);
        }
        publicBaseUrl.ifPresent(McpAdapterBuilder::check);
        return new McpAdapter(new McpSettings(
                grid,
                links.orElseThrow(() -> new IllegalArgumentException(
                        "links is not set; HttpAdapter.links() gives those of the HTTP routes over the same grid")),
                authenticator,
                clock,
                new McpSettings.Http(path, publicBaseUrl, authorizationServers, hosts, origins),
                version()));
    }

    private static void check(URI url) {
        boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!isHttp
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "publicBaseUrl must be http(s)://host[:port][/path], without user, query or fragment, not " + url);
        }
    }

    private static String version() {
        return Optional.ofNullable(McpAdapter.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Builds the adapter and gives its servlet. As {@link McpAdapter#servlet}. */
    public HttpServlet servlet() {
        return build().servlet();
    }
}
