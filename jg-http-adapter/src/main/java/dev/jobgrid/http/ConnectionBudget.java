package dev.jobgrid.http;

import dev.jobgrid.monitor.OpenFiles;
import java.util.Optional;

/**
 * The numbers of connections that this process can have. 256 files are reserved for everything else: a quarter of the file
 * limit if that is more, and at most three quarters of it. Neither one address nor readers of live logs can take all.
 *
 * @param connections of all addresses
 * @param perAddress of one address
 * @param liveReaders of them, those that read live logs
 */
public record ConnectionBudget(int connections, int perAddress, int liveReaders) {
    /** The connections if no file limit applies. */
    static final int MAX_CONNECTIONS = 10_000;

    private static final int RESERVED_FILES = 256;

    /** The budget of this process. */
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

    /** That many quarters, if the file limit applies. */
    private static int quarters(int connections, int quarters) {
        return connections == MAX_CONNECTIONS ? Integer.MAX_VALUE : connections * quarters / 4;
    }

    /** A warning for the operator; empty if the file limit does not apply. */
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
