package dev.jobgrid.http;

import dev.jobgrid.monitor.OpenFiles;
import java.util.Optional;

/**
 * How many connections this process can have. A quarter of the files that it may open, and 256 of them where it may open more
 * than 341, is kept for everything else. One address leaves others room, and readers of live logs leave it to short requests.
 *
 * @param connections of all addresses
 * @param perAddress of one address
 * @param liveReaders of them, those that read live logs
 */
public record ConnectionBudget(int connections, int perAddress, int liveReaders) {
    /** Connections where files do not bound them. */
    static final int MAX_CONNECTIONS = 10_000;

    private static final int RESERVED_FILES = 256;

    /** As many as there is room for in this process. */
    public static ConnectionBudget of(HttpLimits limits) {
        return of(limits, OpenFiles.now().map(OpenFiles::max).orElse(Long.MAX_VALUE));
    }

    static ConnectionBudget of(HttpLimits limits, long files) {
        long reserve = Math.max(files / 4, Math.min(RESERVED_FILES, files * 3 / 4));
        int connections = (int) Math.max(4, Math.min(MAX_CONNECTIONS, files - reserve));
        return new ConnectionBudget(
                connections,
                Math.min(limits.connectionsPerAddress(), quarters(connections, 3)),
                Math.min(limits.liveReaders(), quarters(connections, 2)));
    }

    /** So many quarters, if files are what bounds. */
    private static int quarters(int connections, int quarters) {
        return connections == MAX_CONNECTIONS ? Integer.MAX_VALUE : connections * quarters / 4;
    }

    /** What an operator should know; empty if files bound nothing. */
    Optional<String> warning(HttpLimits limits, long files) {
        if (connections == MAX_CONNECTIONS
                && perAddress == limits.connectionsPerAddress()
                && liveReaders == limits.liveReaders()) {
            return Optional.empty();
        }
        return Optional.of("this process may open " + files + " files (nofile), so it takes " + connections
                + " connections at most, " + perAddress + " of one address, and " + liveReaders
                + " readers of live logs; for " + MAX_CONNECTIONS + " connections, raise nofile to "
                + (MAX_CONNECTIONS * 4L / 3 + 1) + ", by ulimit -n or LimitNOFILE");
    }
}
