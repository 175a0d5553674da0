package dev.jobgrid.http.jetty;

import dev.jobgrid.http.HttpAdapter;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;

/** Servers with other bounds than the plain one's, for tests of other packages. */
public final class TunedServer {
    private static final ServerTuning PLAIN = ServerTuning.DEFAULT;

    private TunedServer() {}

    public static StandaloneServer threads(HttpAdapter adapter, int threads) throws IOException {
        return start(
                adapter, new ServerTuning(threads, PLAIN.smallBodyBytes(), PLAIN.idleTimeout(), PLAIN.stopTimeout()));
    }

    public static StandaloneServer timeouts(HttpAdapter adapter, Duration idle, Duration stop) throws IOException {
        return bodies(adapter, PLAIN.smallBodyBytes(), idle, stop);
    }

    public static StandaloneServer bodies(HttpAdapter adapter, int bytes, Duration idle, Duration stop)
            throws IOException {
        return start(adapter, new ServerTuning(PLAIN.threads(), bytes, idle, stop));
    }

    private static StandaloneServer start(HttpAdapter adapter, ServerTuning tuning) throws IOException {
        return StandaloneServer.builder(adapter).tuning(tuning).start("127.0.0.1", 0);
    }

    /** A server that has no connector yet, and is not started. */
    public static Server unconnected(HttpAdapter adapter) {
        return StandaloneServer.builder(adapter).unconnected();
    }

    /** How the plain server reads requests. */
    public static HttpConfiguration http() {
        return StandaloneServerBuilder.http();
    }
}
