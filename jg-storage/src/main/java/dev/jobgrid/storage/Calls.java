package dev.jobgrid.storage;

import java.util.ArrayList;
import java.util.List;

/** What several callers asked for in one list, and each one's part of the answers. */
final class Calls {
    private Calls() {}

    /** The answers to all, cut to the lengths of what was asked. */
    static <R> List<List<R>> divided(List<R> answers, List<? extends List<?>> calls) {
        List<List<R>> divided = new ArrayList<>(calls.size());
        int from = 0;
        for (List<?> call : calls) {
            divided.add(answers.subList(from, from + call.size()));
            from += call.size();
        }
        return divided;
    }
}
