package dev.jobgrid.client;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.StandaloneServer;
import dev.jobgrid.testkit.grid.JobGridContract;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A grid of another process, over real sockets, behaves as one of this process. */
final class RemoteGridTest extends JobGridContract {
    private final List<StandaloneServer> servers = new ArrayList<>();

    @Override
    protected JobGrid open(JobGrid home, Caller caller) throws IOException {
        StandaloneServer server = HttpAdapter.builder(home).start("127.0.0.1", 0);
        servers.add(server);
        Secret key = home.apiKeys()
                .create(caller.workspace(), caller.subject(), caller.scopes(), Optional.empty())
                .secret();
        return JobGrid.connect(URI.create(server.url()), key);
    }

    @AfterEach
    void stop() {
        servers.forEach(StandaloneServer::close);
    }
}
