package dev.jobgrid.http.internal.exchange;

import io.javalin.http.HandlerType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Methods of paths. A literal path has only its own route's methods, even where another route's parameter would match
 * it: {@code /v1/jobs/batch} is not a job. Immutable.
 */
public final class AllowedMethods {
    private final List<Route> table;

    public AllowedMethods(List<Route> table) {
        this.table = List.copyOf(table);
    }

    /** The methods as {@code Allow} lists them; none if no route matches. */
    Set<String> of(String path) {
        List<Route> literal =
                table.stream().filter(route -> route.path().equals(path)).toList();
        List<Route> routes = literal.isEmpty()
                ? table.stream().filter(route -> matches(route.path(), path)).toList()
                : literal;
        Set<String> methods = new LinkedHashSet<>();
        routes.forEach(route -> methods.add(route.method().name()));
        if (methods.contains(HandlerType.GET.name())) {
            methods.add(HandlerType.HEAD.name());
        }
        return methods;
    }

    /** Literal paths without GET that a route with parameters would match. */
    public Set<String> shadowed() {
        return table.stream()
                .map(Route::path)
                .filter(path -> !hasParameter(path))
                .filter(path -> !of(path).contains(HandlerType.GET.name()))
                .filter(path -> table.stream()
                        .anyMatch(route -> route.method().equals(HandlerType.GET)
                                && hasParameter(route.path())
                                && matches(route.path(), path)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean hasParameter(String path) {
        return path.indexOf('{') >= 0;
    }

    private static boolean matches(String pattern, String path) {
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            boolean same = wanted[i].startsWith("{") ? !given[i].isEmpty() : wanted[i].equals(given[i]);
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
