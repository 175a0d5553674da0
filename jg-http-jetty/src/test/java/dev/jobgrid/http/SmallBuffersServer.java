package dev.jobgrid.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.jetty.TunedServer;
import java.util.Objects;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The adapter behind a server that can send little ahead of what its clients read, and tells when it cannot send more. */
public final class SmallBuffersServer implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;

    public SmallBuffersServer(JobGrid grid) throws Exception {
        this(HttpAdapter.builder(grid).build());
    }

    SmallBuffersServer(HttpAdapter adapter) throws Exception {
        server = TunedServer.unconnected(adapter);
        connector = new ServerConnector(server, new HttpConnectionFactory(TunedServer.http()));
        connector.setHost("127.0.0.1");
        connector.setAcceptedSendBufferSize(4096);
        // Those that do not read are not to be given up before the test ends.
        connector.setIdleTimeout(0);
        connector.setShutdownIdleTimeout(1);
        server.addConnector(connector);
        server.start();
    }

    public int port() {
        return connector.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** How many connections have begun to send an answer that does not fit into their buffer. */
    public long blockedWrites() {
        return connector.getConnectedEndPoints().stream()
                .filter(connection -> connection instanceof AbstractEndPoint sending
                        && Objects.requireNonNull(sending.getWriteFlusher()).isPending())
                .count();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
