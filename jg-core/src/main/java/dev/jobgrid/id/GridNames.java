package dev.jobgrid.id;

import java.util.List;
import java.util.stream.Stream;

/**
 * The names of the grids on one store, by which an engine tells their workloads from those of others.
 *
 * @param name that of new workloads: 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
 * @param former others that workloads may still bear
 */
public record GridNames(String name, List<String> former) {
    /** Checks the names. */
    public GridNames {
        former = former.stream().filter(each -> !each.equals(name)).distinct().toList();
        Stream.concat(Stream.of(name), former.stream()).forEach(each -> IdText.check("a grid name", each));
    }

    /** A name without former ones. */
    public static GridNames of(String name) {
        return new GridNames(name, List.of());
    }

    /** Whether a workload with this name is of these grids. */
    public boolean contains(String other) {
        return name.equals(other) || former.contains(other);
    }
}
