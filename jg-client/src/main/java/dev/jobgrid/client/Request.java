package dev.jobgrid.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of a route.
 *
 * @param path below the base, with its query
 * @param repeatable whether sending it twice is as good as once
 */
record Request(String method, String path, byte[] body, boolean repeatable, Map<String, String> headers) {
    static Request get(String path) {
        return new Request("GET", path, new byte[0], true, Map.of("Accept", "application/json"));
    }

    /** A POST that is sent again only if it surely did not arrive. */
    static Request post(String path, byte[] body) {
        return new Request(
                "POST", path, body, false, Map.of("Accept", "application/json", "Content-Type", "application/json"));
    }

    /** The same, for a route that does nothing the second time. */
    Request repeated() {
        return new Request(method, path, body, true, headers);
    }

    Request with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Request(method, path, body, repeatable, more);
    }

    /** The same, for an answer of another type. */
    Request accepting(String type) {
        return with("Accept", type);
    }

    /** Without the body and headers, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
