package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.wire.request.NearestName;
import java.util.List;

/** Refuses parameters that a page does not know: a filter that is misspelled must not show everything. */
final class QueryNames {
    private static final int MAX_SHOWN = 64;

    private QueryNames() {}

    /**
     * Checks the names of parameters.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST for the first unknown one, with the nearest known one
     */
    static void check(Params given, List<String> known) {
        check(given, known, "?");
    }

    /** Checks them as {@link #check(Params, List)}, where any name that begins so is known, too. */
    static void check(Params given, List<String> known, String prefix) {
        for (String name : given.names()) {
            if (!known.contains(name) && !name.startsWith(prefix)) {
                String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "…" : name;
                String way = NearestName.of(name, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("known are: " + String.join(", ", known));
                throw Visit.refused("there is no filter '" + shown + "'; " + way);
            }
        }
    }
}
