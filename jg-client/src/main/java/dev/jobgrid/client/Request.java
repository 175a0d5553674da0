package dev.jobgrid.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a route.
 *
 * @param path below the base, with its query
 * @param repeatable whether it is idempotent
 */
record Request(String method, String path, byte[] body, boolean repeatable, Map<String, String> headers) {
    static Request get(String path) {
        return new Request("GET", path, new byte[0], true, Map.of("Accept", "application/json"));
    }

    static Request delete(String path) {
        return new Request("DELETE", path, new byte[0], true, Map.of("Accept", "application/json"));
    }

    /** A POST that is retried only if it certainly did not arrive. */
    static Request post(String path, byte[] body) {
        return new Request(
                "POST", path, body, false, Map.of("Accept", "application/json", "Content-Type", "application/json"));
    }

    /** The same for an idempotent route. */
    Request repeated() {
        return new Request(method, path, body, true, headers);
    }

    Request with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Request(method, path, body, repeatable, more);
    }

    /** The same for a response of another type. */
    Request accepting(String type) {
        return with("Accept", type);
    }

    /** Without the body and headers, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
