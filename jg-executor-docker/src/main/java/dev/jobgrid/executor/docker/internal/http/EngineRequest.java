package dev.jobgrid.executor.docker.internal.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;

/**
 * A request to an Engine. Headers and body are never printed: they hold credentials and environment values.
 *
 * @param method the HTTP method
 * @param path with version and query, encoded
 * @param headers beyond those of every call
 * @param body the body; read once
 * @param length its exact length in bytes
 */
public record EngineRequest(String method, String path, Map<String, String> headers, InputStream body, long length) {
    public EngineRequest {
        headers = Map.copyOf(headers);
    }

    public static EngineRequest of(String method, String path) {
        return new EngineRequest(method, path, Map.of(), InputStream.nullInputStream(), 0);
    }

    public EngineRequest headers(Map<String, String> values) {
        return new EngineRequest(method, path, values, body, length);
    }

    public EngineRequest json(byte[] bytes) {
        return body("application/json", new ByteArrayInputStream(bytes), bytes.length);
    }

    public EngineRequest body(String type, InputStream content, long bytes) {
        return new EngineRequest(method, path, Map.of("Content-Type", type), content, bytes);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
