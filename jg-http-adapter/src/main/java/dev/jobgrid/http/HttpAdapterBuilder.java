package dev.jobgrid.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.http.internal.auth.BoundedAuthenticator;
import dev.jobgrid.http.internal.auth.ServiceKeys;
import dev.jobgrid.http.internal.exchange.AccessEntry;
import dev.jobgrid.http.internal.exchange.AllowedOrigins;
import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.http.internal.handlers.HttpSettings;
import dev.jobgrid.http.internal.handlers.Routes;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.spi.AccessLog;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Builds a {@link HttpAdapter}. Single-threaded. */
public final class HttpAdapterBuilder {
    private final JobGrid grid;
    private Optional<URI> publicBaseUrl = Optional.empty();
    private TrustedProxies trustedProxies = TrustedProxies.NONE;
    private Optional<SigningKeys> signingKeys = Optional.empty();
    private Optional<Authenticator> authenticator = Optional.empty();
    private InstantSource clock = InstantSource.system();
    private HttpLimits limits = HttpLimits.DEFAULT;
    private Tuning tuning = Tuning.DEFAULT;
    private AccessLog accessLog = AccessEntry.NONE;
    private Optional<Supplier<String>> metrics = Optional.empty();
    private String home = "/docs";
    private ServiceKeys services = ServiceKeys.NONE;
    private AllowedOrigins origins = AllowedOrigins.NONE;

    HttpAdapterBuilder(JobGrid grid) {
        this.grid = grid;
    }

    /**
     * The URL of the adapter for clients, with the prefix it is mounted at: "https://gpu.example.com/grid". URLs in responses
     * begin with it. Unless set, they are derived from each request's Host; set it behind a proxy.
     */
    public HttpAdapterBuilder publicBaseUrl(URI value) {
        publicBaseUrl = Optional.of(SettingCheck.present("publicBaseUrl", value));
        return this;
    }

    /** Trusted proxies: their headers tell how a client reached them. None unless set, and not asked with a public URL. */
    public HttpAdapterBuilder trustedProxies(TrustedProxies value) {
        trustedProxies = SettingCheck.present("trustedProxies", value);
        return this;
    }

    /**
     * The keys that sign upload and download URLs; those in the grid's store unless set. Processes behind one name need the
     * same.
     */
    public HttpAdapterBuilder signingKeys(SigningKeys value) {
        signingKeys = Optional.of(SettingCheck.present("signingKeys", value));
        return this;
    }

    /**
     * Authenticates tokens; the grid's own API keys unless set. At most 64 requests wait for it at a time; others are answered
     * 503 after a second.
     */
    public HttpAdapterBuilder authenticator(Authenticator value) {
        authenticator = Optional.of(SettingCheck.present("authenticator", value));
        return this;
    }

    /** The clock for the expiry of signed URLs; the system's unless set. Should be the grid's. */
    public HttpAdapterBuilder clock(InstantSource value) {
        clock = SettingCheck.present("clock", value);
        return this;
    }

    /**
     * Origins of the web pages that may call the routes: "https://portal.example.com". None unless set.
     *
     * @throws IllegalArgumentException if one is not a scheme and host, with or without a port
     */
    public HttpAdapterBuilder allowOrigins(Set<String> value) {
        origins = new AllowedOrigins(SettingCheck.present("allowOrigins", value));
        return this;
    }

    /** Bounds on what clients send; {@link HttpLimits#DEFAULT} unless set. */
    public HttpAdapterBuilder limits(HttpLimits value) {
        limits = SettingCheck.present("limits", value);
        return this;
    }

    /** For tests; {@link Tuning#DEFAULT} unless set. */
    HttpAdapterBuilder tuning(Tuning value) {
        tuning = value;
        return this;
    }

    /** Is told of each answered request; none unless set. */
    public HttpAdapterBuilder accessLog(AccessLog value) {
        accessLog = SettingCheck.present("accessLog", value);
        return this;
    }

    /** The text in Prometheus' format for GET /metrics, which needs no key; no such route unless set. */
    public HttpAdapterBuilder metrics(Supplier<String> prometheus) {
        metrics = Optional.of(SettingCheck.present("metrics", prometheus));
        return this;
    }

    /**
     * Where {@code GET /} leads to, below the public URL; "/docs", the documentation of the routes, unless set. Such as
     * "/console/" where a console is beside the routes.
     */
    public HttpAdapterBuilder home(String path) {
        home = SettingCheck.present("home", path);
        return this;
    }

    /**
     * Keys with which services may introspect tokens ({@code POST /oauth/introspect}), at least 32 characters each; none unless
     * set. Not API keys.
     */
    public HttpAdapterBuilder serviceKeys(Secret... values) {
        services = ServiceKeys.of(List.of(SettingCheck.present("serviceKeys", values)));
        return this;
    }

    /**
     * The adapter.
     *
     * @throws IllegalArgumentException if the public URL is not http(s) with a host, or has a user, query or fragment
     */
    public HttpAdapter build() {
        HttpSettings settings = new HttpSettings(
                new BaseUrl(publicBaseUrl, trustedProxies),
                signingKeys.orElseGet(() -> SigningKeys.in(grid.operations().signingKeys())),
                bounded(),
                clock,
                limits,
                tuning,
                services,
                accessLog,
                metrics,
                home);
        return new HttpAdapter(new Routes(grid, settings), origins);
    }

    /** The grid's own authenticator is bounded by its store. */
    private Authenticator bounded() {
        return authenticator
                .<Authenticator>map(own -> new BoundedAuthenticator(own, new Semaphore(tuning.authentications())))
                .orElseGet(() -> Authenticator.of(() -> grid.operations().apiKeys()));
    }

    /** Builds the adapter and gives its servlet. As {@link HttpAdapter#servlet}. */
    public HttpServlet servlet() {
        return build().servlet();
    }
}
