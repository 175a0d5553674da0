package dev.jobgrid.client;

import dev.jobgrid.GridConnector;
import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import java.net.URI;

/** The connector of {@link JobGrid#connect} when jg-client is on the class path. Thread-safe. */
public final class HttpGridConnector implements GridConnector {
    /** For {@link java.util.ServiceLoader}. */
    public HttpGridConnector() {}

    @Override
    public JobGrid connect(URI base, Secret key) {
        return RemoteGridBuilder.to(base, key).build();
    }
}
