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
    private ServiceKeys services = ServiceKeys.NONE;
    private AllowedOrigins origins = AllowedOrigins.NONE;

    HttpAdapterBuilder(JobGrid grid) {
        this.grid = grid;
    }

    /**
     * Where clients reach the adapter, with the prefix it is mounted at: "https://gpu.example.com/grid". URLs in answers
     * begin with it. Unless set, they are made from each request's Host; set it wherever a proxy stands in front.
     */
    public HttpAdapterBuilder publicBaseUrl(URI value) {
        publicBaseUrl = Optional.of(SettingCheck.present("publicBaseUrl", value));
        return this;
    }

    /** Proxies whose word counts for how a client reached them; nobody's unless set, and not asked with a public URL. */
    public HttpAdapterBuilder trustedProxies(TrustedProxies value) {
        trustedProxies = SettingCheck.present("trustedProxies", value);
        return this;
    }

    /**
     * What upload and download URLs are signed with; the keys in the grid's store unless set, and of a remote grid a new random
     * one. Processes behind one name share them.
     */
    public HttpAdapterBuilder signingKeys(SigningKeys value) {
        signingKeys = Optional.of(SettingCheck.present("signingKeys", value));
        return this;
    }

    /**
     * Tells who holds a token; the grid's own API keys unless set. At most 64 requests wait for its answer at a time; others are
     * answered 503 after a second.
     */
    public HttpAdapterBuilder authenticator(Authenticator value) {
        authenticator = Optional.of(SettingCheck.present("authenticator", value));
        return this;
    }

    /** Tells when signed URLs expire; the system's clock unless set. Should be the grid's. */
    public HttpAdapterBuilder clock(InstantSource value) {
        clock = SettingCheck.present("clock", value);
        return this;
    }

    /**
     * Web pages of these hosts may call the routes: "https://portal.example.com". None unless set.
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

    /** Hears of each request once it is answered; nobody unless set. */
    public HttpAdapterBuilder accessLog(AccessLog value) {
        accessLog = SettingCheck.present("accessLog", value);
        return this;
    }

    /** Answers GET /metrics, to anyone who asks, with this text in Prometheus' form; there is no such route unless set. */
    public HttpAdapterBuilder metrics(Supplier<String> prometheus) {
        metrics = Optional.of(SettingCheck.present("metrics", prometheus));
        return this;
    }

    /**
     * Keys by which services may ask who holds a token ({@code POST /oauth/introspect}), at least 32 characters each; nobody
     * may unless set. Not API keys.
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
                signingKeys.or(() -> grid.signingKeys().map(SigningKeys::in)).orElseGet(SigningKeys::random),
                bounded(),
                clock,
                limits,
                tuning,
                services,
                accessLog,
                metrics);
        return new HttpAdapter(new Routes(grid, settings), origins);
    }

    /** The grid's own is bounded by its store. */
    private Authenticator bounded() {
        return authenticator
                .<Authenticator>map(own -> new BoundedAuthenticator(own, new Semaphore(tuning.authentications())))
                .orElseGet(() -> Authenticator.of(grid::apiKeys));
    }

    /** Builds the adapter and gives its servlet. As {@link HttpAdapter#servlet}. */
    public HttpServlet servlet() {
        return build().servlet();
    }
}
