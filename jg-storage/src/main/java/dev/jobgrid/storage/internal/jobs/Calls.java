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

    /** Combines results of changes and releases for each caller. */
    public static List<List<Boolean>> divided(
            List<Boolean> applied, List<Boolean> released, List<JobWrites.Update> calls) {
        List<List<Boolean>> divided = new ArrayList<>(calls.size());
        int change = 0;
        int release = 0;
        for (JobWrites.Update call : calls) {
            List<Boolean> answers = new ArrayList<>(call.size());
            answers.addAll(applied.subList(change, change + call.changes().size()));
            answers.addAll(released.subList(release, release + call.releases().size()));
            divided.add(answers);
            change += call.changes().size();
            release += call.releases().size();
        }
        return divided;
    }
}
