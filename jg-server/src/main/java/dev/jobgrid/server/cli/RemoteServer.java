package dev.jobgrid.server.cli;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.mcp.McpAdapter;
import dev.jobgrid.spi.FileLinks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A running server, and the key to show it.
 *
 * @param base where its routes hang under
 * @param key an API key
 */
record RemoteServer(URI base, Secret key) {
    private static final String BASE = "JUNGLEGRID_API_BASE";
    private static final String URL = "JUNGLE_GRID_API_URL";
    private static final String KEY = "JUNGLE_GRID_API_KEY";

    /**
     * The server that an environment names, if it names one.
     *
     * @throws IllegalArgumentException if it names a server and no key, or a key and no server
     */
    static Optional<RemoteServer> in(Map<String, String> environment) {
        Optional<String> base = value(environment, BASE).or(() -> value(environment, URL));
        Optional<String> key = value(environment, KEY);
        if (base.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("to reach a server, set both " + BASE + " (or " + URL + ") and " + KEY
                    + "; for a grid of this process, give --data");
        }
        return base.map(address -> new RemoteServer(URI.create(address), new Secret(key.orElseThrow())));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Serves an agent over a pair of streams until the input ends, as the holder of the key. */
    void serve(InputStream in, OutputStream out) throws IOException {
        try (JobGrid grid = JobGrid.connect(base, key)) {
            if (!(grid instanceof FileLinks links)) {
                throw new IllegalStateException("the client on the class path gives no addresses of files");
            }
            McpAdapter.builder(grid).links(links).build().serve(in, out, base);
        }
    }
}
