package dev.jobgrid.storage.internal.jobs;

import java.util.ArrayList;
import java.util.List;

/** What several callers asked for in one list, and each one's part of the answers. */
public final class Calls {
    private Calls() {}

    /** The answers to all, cut to the lengths of what was asked. */
    public static <R> List<List<R>> divided(List<R> answers, List<? extends List<?>> calls) {
        List<List<R>> divided = new ArrayList<>(calls.size());
        int from = 0;
        for (List<?> call : calls) {
            divided.add(answers.subList(from, from + call.size()));
            from += call.size();
        }
        return divided;
    }

    /** The answers to all changes and releases, put together for each call. */
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
