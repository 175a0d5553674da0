package dev.jobgrid.executor.docker.internal.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/**
 * A connection to an Engine: a Unix socket, or TCP with or without TLS. Used by one thread, but {@link #close} may be
 * called by any, and unblocks the other one, also during connecting.
 */
interface EngineSocket extends Closeable {
    /** Connects. */
    void connect() throws IOException;

    /** The input stream; not buffered. */
    InputStream in() throws IOException;

    /** The output stream; not buffered. */
    OutputStream out() throws IOException;

    /** A socket that is not connected yet. */
    static EngineSocket to(URI uri, Optional<SSLContext> tls) throws IOException {
        if (uri.getScheme().equals("unix")) {
            return new Unix(SocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(uri.getPath()));
        }
        return new Tcp(uri, tls);
    }

    /**
     * A Unix socket.
     *
     * @param channel blocking, so one direction at a time: a request is sent before its response is read
     */
    record Unix(SocketChannel channel, UnixDomainSocketAddress address) implements EngineSocket {
        @Override
        public void connect() throws IOException {
            channel.connect(address);
        }

        @Override
        public InputStream in() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** TCP; over TLS the Engine's certificate must match the host. */
    final class Tcp implements EngineSocket {
        private static final int CONNECT_MILLIS = 5_000;
        private static final int DEFAULT_PORT = 2375;
        private static final int KEEP_IDLE_SECONDS = 10;
        private static final int KEEP_INTERVAL_SECONDS = 5;
        private static final int KEEP_COUNT = 4;

        private final URI uri;
        private final Optional<SSLContext> tls;
        // Closed without a TLS close message, which would wait for the writer.
        private final Socket wire = new Socket();
        private Socket talk = wire;

        private Tcp(URI uri, Optional<SSLContext> tls) {
            this.uri = uri;
            this.tls = tls;
        }

        @Override
        public void connect() throws IOException {
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            wire.connect(new InetSocketAddress(uri.getHost(), port), CONNECT_MILLIS);
            wire.setTcpNoDelay(true);
            keepAlive();
            if (tls.isPresent()) {
                talk = secured(tls.get(), port);
            }
        }

        /** TCP keep-alive detects a vanished peer within half a minute, where the system supports it. */
        private void keepAlive() throws IOException {
            wire.setKeepAlive(true);
            if (wire.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                wire.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
                wire.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
                wire.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_COUNT);
            }
        }

        private SSLSocket secured(SSLContext context, int port) throws IOException {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(wire, uri.getHost(), port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            return socket;
        }

        @Override
        public InputStream in() throws IOException {
            return talk.getInputStream();
        }

        @Override
        public OutputStream out() throws IOException {
            return talk.getOutputStream();
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }
}
