package dev.jobgrid.server.cli.grid;

import dev.jobgrid.auth.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A running server, and the key to show it.
 *
 * @param base where its routes hang under
 * @param key an API key
 */
public record RemoteServer(URI base, Secret key) {
    private static final String BASE = "JUNGLEGRID_API_BASE";
    private static final String URL = "JUNGLE_GRID_API_URL";
    private static final String API = "JUNGLE_GRID_API";
    /** The variable that holds a key. */
    static final String KEY = "JUNGLE_GRID_API_KEY";

    /**
     * The server that an environment names, if it names one.
     *
     * @throws IllegalArgumentException if it names a server and no key, or a key and no server
     */
    public static Optional<RemoteServer> in(Map<String, String> environment) {
        Optional<String> base = base(environment);
        Optional<Secret> key = key(environment);
        if (base.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("to reach a server, set both " + BASE + " (or " + URL + ") and " + KEY
                    + "; for a grid of this process, give --data");
        }
        return base.map(address -> new RemoteServer(URI.create(address), key.orElseThrow()));
    }

    /** The address of a server that an environment names. */
    static Optional<String> base(Map<String, String> environment) {
        return baseVariable(environment).flatMap(name -> value(environment, name));
    }

    /** The variable that names it. */
    static Optional<String> baseVariable(Map<String, String> environment) {
        return Stream.of(BASE, URL, API)
                .filter(name -> value(environment, name).isPresent())
                .findFirst();
    }

    /** The key that an environment holds. */
    static Optional<Secret> key(Map<String, String> environment) {
        return value(environment, KEY).map(Secret::new);
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
