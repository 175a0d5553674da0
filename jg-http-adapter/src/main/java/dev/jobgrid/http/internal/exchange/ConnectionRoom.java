package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.monitor.OpenFiles;
import java.util.Optional;

/**
 * How many connections this process can have: a quarter of the files that it may open, and 256 of them where it may open more
 * than 341, is kept for everything else. One address leaves others room, and readers of live logs leave it to short requests.
 *
 * @param connections of all addresses
 * @param perAddress of one address
 * @param liveReaders of them, those that read live logs
 */
public record ConnectionRoom(int connections, int perAddress, int liveReaders) {
    /** Connections of a server of its own where files do not bound them. */
    public static final int MOST = 10_000;

    private static final int RESERVE = 256;

    /** What there is room for here. */
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

    /** So many quarters, if files are what bounds. */
    private static int most(int connections, int quarters) {
        return connections == MOST ? Integer.MAX_VALUE : connections * quarters / 4;
    }

    /** What an operator should know; empty if files bound nothing. */
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
