package dev.jobgrid.server.cli.grid;

import java.nio.file.Path;

/**
 * The server that a command talks to, and what named it.
 *
 * @param server its address and the key
 * @param addressFrom the flag, variable or context that the address is from
 * @param keyFrom the one that the key is from
 */
public record ServerChoice(RemoteServer server, String addressFrom, String keyFrom) {
    /** The same, with these certificates to trust. */
    ServerChoice trusting(Path certificates) {
        return new ServerChoice(server.trusting(certificates), addressFrom, keyFrom);
    }
}
