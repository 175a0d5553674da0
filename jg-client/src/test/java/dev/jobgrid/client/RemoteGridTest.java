package dev.jobgrid.client;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.testkit.grid.JobGridContract;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

/** A grid of another process, over real sockets, behaves as one of this process. */
final class RemoteGridTest extends JobGridContract {
    /** This host's, but never waits long between two looks. */
    private static final ClientClock IMPATIENT = new ClientClock() {
        private static final Duration MAX = Duration.ofMillis(100);

        @Override
        public long nanoTime() {
            return SYSTEM.nanoTime();
        }

        @Override
        public boolean await(CountDownLatch end, Duration time) throws InterruptedException {
            return SYSTEM.await(end, time.compareTo(MAX) > 0 ? MAX : time);
        }
    };

    private final List<StandaloneServer> servers = new ArrayList<>();

    @Override
    protected JobGrid open(JobGrid home, Caller caller) throws IOException {
        StandaloneServer server =
                StandaloneServer.start(HttpAdapter.builder(home).build());
        servers.add(server);
        Secret key = home.operations()
                .apiKeys()
                .create(caller.workspace(), caller.subject(), caller.scopes(), Optional.empty())
                .secret();
        return RemoteGridBuilder.to(URI.create(server.url()), key)
                .clock(IMPATIENT)
                .build();
    }

    @AfterEach
    void stop() {
        servers.forEach(StandaloneServer::close);
    }
}
