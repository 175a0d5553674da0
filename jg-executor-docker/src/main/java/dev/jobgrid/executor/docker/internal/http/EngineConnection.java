package dev.jobgrid.executor.docker.internal.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 exchange with an Engine over a connection of its own. Used by one thread; {@link #close} may be called by
 * any, at any time.
 */
final class EngineConnection implements Closeable {
    private static final int COPY = 64 * 1024;

    private final EngineSocket socket;
    private final String host;

    EngineConnection(EngineSocket socket, String host) {
        this.socket = socket;
        this.host = host;
    }

    /**
     * Sends the request and reads the head of its response, whose body is read from this connection.
     *
     * @throws StagingException if the body of the request cannot be read
     */
    EngineResponse exchange(EngineRequest request) throws IOException {
        socket.connect();
        @Nullable IOException broken = send(request);
        try {
            return EngineResponse.read(socket.in());
        } catch (IOException e) {
            if (broken != null) {
                e.addSuppressed(broken);
            }
            throw e;
        }
    }

    /** Why the request was not sent completely: the Engine may have responded early and closed the connection. */
    private @Nullable IOException send(EngineRequest request) throws IOException {
        OutputStream out = socket.out();
        try {
            out.write(head(request).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return e;
        }
        byte[] some = new byte[(int) Math.min(COPY, request.length())];
        InputStream body = request.body();
        for (long left = request.length(); left > 0; ) {
            int read = body.read(some, 0, (int) Math.min(some.length, left));
            if (read < 0) {
                throw new IllegalStateException("the body of " + request + " is " + left + " bytes short");
            }
            try {
                out.write(some, 0, read);
            } catch (IOException e) {
                return e;
            }
            left -= read;
        }
        return null;
    }

    private String head(EngineRequest request) {
        StringBuilder head = new StringBuilder(request.toString())
                .append(" HTTP/1.1\r\nHost: ")
                .append(host);
        head.append("\r\nConnection: close\r\nContent-Length: ")
                .append(request.length())
                .append("\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // No keep-alive: each connection is for one call.
        }
    }
}
