package dev.jobgrid.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.signing.SigningKeys;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Builds a {@link HttpAdapter}. Single-threaded. */
public final class HttpAdapterBuilder {
    private final JobGrid grid;
    private Optional<URI> publicBaseUrl = Optional.empty();
    private TrustedProxies trustedProxies = TrustedProxies.NONE;
    private Optional<SigningKeys> signingKeys = Optional.empty();
    private Authenticator authenticator;
    private InstantSource clock = InstantSource.system();
    private HttpLimits limits = HttpLimits.DEFAULT;
    private AccessLog accessLog = AccessEntry.NOBODY;
    private Optional<Supplier<String>> metrics = Optional.empty();

    HttpAdapterBuilder(JobGrid grid) {
        this.grid = grid;
        this.authenticator = new KeyAuthenticator(grid.apiKeys());
    }

    /**
     * Where clients reach the adapter, with the prefix it is mounted at: "https://gpu.example.com/grid". URLs in answers
     * begin with it. Unless set, they are made from each request's Host; set it wherever a proxy stands in front.
     */
    public HttpAdapterBuilder publicBaseUrl(URI value) {
        publicBaseUrl = Optional.of(value);
        return this;
    }

    /** Proxies whose word counts for how a client reached them; nobody's unless set, and not asked with a public URL. */
    public HttpAdapterBuilder trustedProxies(TrustedProxies value) {
        trustedProxies = value;
        return this;
    }

    /** What upload and download URLs are signed with; a new random key unless set. Processes behind one name share them. */
    public HttpAdapterBuilder signingKeys(SigningKeys value) {
        signingKeys = Optional.of(value);
        return this;
    }

    /** Tells who holds a token; the grid's own API keys unless set. */
    public HttpAdapterBuilder authenticator(Authenticator value) {
        authenticator = value;
        return this;
    }

    /** Tells when signed URLs expire; the system's clock unless set. Should be the grid's. */
    public HttpAdapterBuilder clock(InstantSource value) {
        clock = value;
        return this;
    }

    /** Bounds on what clients send; {@link HttpLimits#DEFAULT} unless set. */
    public HttpAdapterBuilder limits(HttpLimits value) {
        limits = value;
        return this;
    }

    /** Hears of each request once it is answered; nobody unless set. */
    public HttpAdapterBuilder accessLog(AccessLog value) {
        accessLog = value;
        return this;
    }

    /** Answers GET /metrics, to anyone who asks, with this text in Prometheus' form; there is no such route unless set. */
    public HttpAdapterBuilder metrics(Supplier<String> prometheus) {
        metrics = Optional.of(prometheus);
        return this;
    }

    /**
     * The adapter.
     *
     * @throws IllegalArgumentException if the public URL is not http(s) with a host, or has a user, query or fragment
     */
    public HttpAdapter build() {
        return new HttpAdapter(new Routes(
                grid,
                new HttpSettings(
                        new BaseUrl(publicBaseUrl, trustedProxies),
                        signingKeys.orElseGet(SigningKeys::random),
                        authenticator,
                        clock,
                        limits,
                        accessLog,
                        metrics)));
    }

    /** Builds the adapter and gives its servlet. As {@link HttpAdapter#servlet}. */
    public HttpServlet servlet() {
        return build().servlet();
    }

    /** Builds the adapter and starts a server. As {@link HttpAdapter#start(String, int)}. */
    public StandaloneServer start(String host, int port) throws IOException {
        return build().start(host, port);
    }
}
