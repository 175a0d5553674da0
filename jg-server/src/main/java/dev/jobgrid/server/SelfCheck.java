package dev.jobgrid.server;

import dev.jobgrid.client.TrustedCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Asks a server for its health as a client would, whatever its port and certificate. Not by an HTTP client: its certificate is
 * for the name that others know it by. Thread-safe.
 */
final class SelfCheck {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Optional<Path> certificate;
    private volatile Optional<URI> url = Optional.empty();

    /** Of a server with this certificate, if any. */
    SelfCheck(Optional<Path> certificate) {
        this.certificate = certificate;
    }

    /** The server listens there. */
    void at(URI address) {
        url = Optional.of(address);
    }

    /** Its address, if it answers that it is well. */
    List<String> lines() throws IOException {
        URI address = url.orElseThrow(() -> new IOException("the server does not take requests yet"));
        String status = status(address);
        if (!status.contains(" 200 ")) {
            throw new IOException("the server at " + address + " is not well: " + status);
        }
        return List.of("healthy  " + address);
    }

    private String status(URI address) throws IOException {
        SocketFactory sockets = certificate.isPresent()
                ? TrustedCertificates.with(certificate.get()).getSocketFactory()
                : SocketFactory.getDefault();
        try (Socket socket = sockets.createSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(host(address), address.getPort()), TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Optional.ofNullable(answer.readLine()).orElse("no answer");
        }
    }

    private static InetAddress host(URI address) throws IOException {
        InetAddress host = InetAddress.getByName(address.getHost());
        return host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
    }
}
