package dev.jobgrid.http.callback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds a host's addresses. Thread-safe. */
@FunctionalInterface
public interface HostResolver {
    /** Asks the system. */
    HostResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * All addresses of a host, one at least. May block.
     *
     * @throws UnknownHostException if it has none
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
