package dev.jobgrid.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Environment variables of a job (reference §06, {@code environment}). Values may be secrets: {@code toString} shows the
 * names only.
 *
 * @param values by name
 */
public record Environment(Map<String, String> values) {
    /** No variable. */
    public static final Environment EMPTY = new Environment(Map.of());

    /** Copies the variables. */
    public Environment {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    @Override
    public String toString() {
        return "Environment" + values.keySet();
    }
}
