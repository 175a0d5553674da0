package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.monitor.OpenFiles;
import java.util.Optional;

/**
 * Limits of connections of this process: a quarter of its file limit, and 256 where that is more than 341, is reserved
 * for everything else. One address cannot use all, and neither can readers of live logs.
 *
 * @param connections of all addresses
 * @param perAddress of one address
 * @param liveReaders readers of live logs among them
 */
public record ConnectionRoom(int connections, int perAddress, int liveReaders) {
    /** Connections of a standalone server without a file limit. */
    public static final int MOST = 10_000;

    private static final int RESERVE = 256;

    /** The limits of this process. */
    public static ConnectionRoom of(HttpLimits limits) {
        return of(limits, OpenFiles.now().map(OpenFiles::most).orElse(Long.MAX_VALUE));
    }

    public static ConnectionRoom of(HttpLimits limits, long files) {
        long reserve = Math.max(files / 4, Math.min(RESERVE, files * 3 / 4));
        int connections = (int) Math.max(4, Math.min(MOST, files - reserve));
        return new ConnectionRoom(
                connections,
                Math.min(limits.connectionsPerAddress(), most(connections, 3)),
                Math.min(limits.liveReaders(), most(connections, 2)));
    }

    /** That many quarters, if files are the limit. */
    private static int most(int connections, int quarters) {
        return connections == MOST ? Integer.MAX_VALUE : connections * quarters / 4;
    }

    /** A warning for the operator; empty if files are not the limit. */
    public Optional<String> warning(HttpLimits limits, long files) {
        if (connections == MOST
                && perAddress == limits.connectionsPerAddress()
                && liveReaders == limits.liveReaders()) {
            return Optional.empty();
        }
        return Optional.of("this process may open " + files + " files (nofile), so it takes " + connections
                + " connections at most, " + perAddress + " of one address, and " + liveReaders
                + " readers of live logs; for " + MOST + " connections, raise nofile to " + (MOST * 4L / 3 + 1)
                + ", by ulimit -n or LimitNOFILE");
    }
}
