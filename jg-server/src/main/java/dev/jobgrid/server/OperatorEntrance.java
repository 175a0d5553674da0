package dev.jobgrid.server;

import dev.jobgrid.console.Console;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Makes addresses that open an operator's session of a server's console, once the server takes requests. Thread-safe. */
final class OperatorEntrance {
    private volatile Optional<Open> open = Optional.empty();

    /** Of a server at this address, which may serve no console. */
    private record Open(URI url, Optional<Console> console) {}

    /** The server takes requests there. */
    void at(URI url, Optional<Console> console) {
        open = Optional.of(new Open(url, console));
    }

    /**
     * A new address, which works once, for 60 seconds.
     *
     * @throws IOException if there can be none, with the way out
     */
    String address() throws IOException {
        Open now = open.orElseThrow(() -> new IOException("the server does not take requests yet; try again"));
        Console console = now.console()
                .orElseThrow(
                        () -> new IOException("the server serves no console; start it again without --no-console"));
        return now.url().toString().replaceFirst("/+$", "") + GridServer.CONSOLE + "/" + console.operatorAddress();
    }
}
