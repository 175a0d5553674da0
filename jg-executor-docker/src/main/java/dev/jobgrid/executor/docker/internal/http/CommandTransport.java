package dev.jobgrid.executor.docker.internal.http;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The one call of a command of Docker Java's. */
record CommandTransport(Call call) implements DockerHttpClient {
    private static final byte[] NONE = {};

    /** Sends a request; any error status is an exception. */
    @FunctionalInterface
    interface Call {
        EngineResponse send(EngineRequest request) throws IOException;
    }

    @Override
    public Response execute(Request request) {
        byte[] body = Objects.requireNonNullElse(request.bodyBytes(), NONE);
        try {
            return new Answer(call.send(new EngineRequest(
                    request.method(), request.path(), request.headers(), new ByteArrayInputStream(body), body.length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // The connection ends with its call.
    }

    private record Answer(EngineResponse response) implements Response {
        /** A container that is "not modified" is as it was to be. */
        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return Map.of();
        }

        @Override
        public InputStream getBody() {
            return response.body();
        }

        @Override
        public void close() {
            response.close();
        }
    }
}
