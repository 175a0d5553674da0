package dev.jobgrid.mcp;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.spi.FileLinks;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of an adapter; see {@link McpAdapterBuilder}.
 *
 * @param version sent to clients
 */
record McpSettings(
        JobGrid grid, FileLinks links, Authenticator authenticator, InstantSource clock, Http http, String version) {
    /** Of the servlet alone. */
    record Http(
            String path,
            Optional<URI> publicBaseUrl,
            List<URI> authorizationServers,
            Set<String> hosts,
            Set<String> origins) {}
}
