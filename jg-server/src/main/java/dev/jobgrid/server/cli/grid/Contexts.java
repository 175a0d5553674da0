package dev.jobgrid.server.cli.grid;

import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Saved servers by name, and which of them is used where none is named.
 *
 * @param current the one that is used
 * @param servers all of them
 */
public record Contexts(Optional<String> current, Map<String, RemoteServer> servers) {
    /** No server is saved. */
    public static final Contexts NONE = new Contexts(Optional.empty(), Map.of());

    /** Sorts by name; a current one that is not saved is none. */
    public Contexts {
        servers = Collections.unmodifiableMap(new TreeMap<>(servers));
        current = current.filter(servers::containsKey);
    }

    /** With this server, which is the current one from now on. */
    public Contexts with(String name, RemoteServer server) {
        Map<String, RemoteServer> more = new TreeMap<>(servers);
        more.put(name, server);
        return new Contexts(Optional.of(name), more);
    }

    /** Without this one. */
    public Contexts without(String name) {
        Map<String, RemoteServer> fewer = new TreeMap<>(servers);
        fewer.remove(name);
        return new Contexts(current, fewer);
    }

    /**
     * The same with another current one.
     *
     * @throws IllegalArgumentException if none is saved under the name
     */
    public Contexts using(String name) {
        server(name);
        return new Contexts(Optional.of(name), servers);
    }

    /**
     * The server of that name.
     *
     * @throws IllegalArgumentException if none is saved under it
     */
    public RemoteServer server(String name) {
        RemoteServer found = servers.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no context '" + name + "', only: "
                    + (servers.isEmpty() ? "none; 'jg login URL' saves one" : String.join(", ", servers.keySet())));
        }
        return found;
    }

    /** The server that is used where none is named. */
    public Optional<RemoteServer> used() {
        return current.map(servers::get);
    }

    /** The name of a saved server at that address; the current one first. */
    public Optional<String> at(URI base) {
        return Stream.concat(current.stream(), servers.keySet().stream())
                .filter(name -> isSame(server(name).base(), base))
                .findFirst();
    }

    private static boolean isSame(URI one, URI other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(URI address) {
        return address.toString().replaceAll("/+$", "");
    }
}
