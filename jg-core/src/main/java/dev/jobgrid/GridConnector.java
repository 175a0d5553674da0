package dev.jobgrid;

import dev.jobgrid.auth.Secret;
import java.net.URI;

/**
 * Connects to a grid in another process. Found by {@link java.util.ServiceLoader}, so that {@link JobGrid#connect}
 * needs no transport of its own.
 */
public interface GridConnector {
    /**
     * A grid that acts for the holder of the key. Sends no request yet.
     *
     * @param base the address that the {@code /v1} routes are below: "https://grid.example.com",
     *     "http://127.0.0.1:8080/grid"
     * @throws IllegalArgumentException if the address is not http(s) with a host, or has a user, query or fragment
     */
    JobGrid connect(URI base, Secret key);
}
