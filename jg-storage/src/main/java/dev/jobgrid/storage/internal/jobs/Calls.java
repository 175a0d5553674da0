package dev.jobgrid.storage.internal.jobs;

import java.util.ArrayList;
import java.util.List;

/** Combines the requests of several callers in one list, and splits the results. */
public final class Calls {
    private Calls() {}

    /** Splits the results by the lengths of the requests. */
    public static <R> List<List<R>> divided(List<R> answers, List<? extends List<?>> calls) {
        List<List<R>> divided = new ArrayList<>(calls.size());
        int from = 0;
        for (List<?> call : calls) {
            divided.add(answers.subList(from, from + call.size()));
            from += call.size();
        }
        return divided;
    }
}
