package dev.jobgrid.server.admin;

import java.util.List;
import java.util.Map;

/**
 * Something that an operator wants done.
 *
 * @param name what: "keys create"
 * @param options how, by the names that the command line has
 */
public record AdminRequest(String name, Map<String, List<String>> options) {
    /** Copies the options. */
    public AdminRequest {
        options = Map.copyOf(options);
    }

    List<String> all(String option) {
        return options.getOrDefault(option, List.of());
    }

    String one(String option) {
        return all(option).isEmpty() ? "" : all(option).get(0);
    }
}
