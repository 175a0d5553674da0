package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Stores the batches of several callers in one transaction, each batch atomically. */
public final class AtomicBatches {
    private AtomicBatches() {}

    /**
     * Stores all batches together, and again without rejected ones.
     *
     * @param write all or nothing; throws {@link BatchRejectedException} for batches that cannot be stored
     * @return the outcome of each batch
     */
    public static List<List<Creation>> stored(
            List<List<JobRow>> calls, Function<List<List<JobRow>>, List<List<Creation>>> write) {
        IdentityHashMap<List<JobRow>, List<Creation>> answers = new IdentityHashMap<>();
        for (List<List<JobRow>> distinct : withoutSharedNames(calls)) {
            List<List<JobRow>> left = distinct;
            while (!left.isEmpty()) {
                left = stored(left, write, answers);
            }
        }
        return calls.stream().map(call -> answers.getOrDefault(call, List.of())).toList();
    }

    /** The batches to write again. */
    private static List<List<JobRow>> stored(
            List<List<JobRow>> calls,
            Function<List<List<JobRow>>, List<List<Creation>>> write,
            IdentityHashMap<List<JobRow>, List<Creation>> answers) {
        try {
            List<List<Creation>> made = write.apply(calls);
            for (int i = 0; i < calls.size(); i++) {
                answers.put(calls.get(i), made.get(i));
            }
            return List.of();
        } catch (BatchRejectedException e) {
            e.answers().forEach((call, answer) -> answers.put(calls.get(call), answer));
            return IntStream.range(0, calls.size())
                    .filter(call -> !e.answers().containsKey(call))
                    .mapToObj(calls::get)
                    .toList();
        }
    }

    /** One transaction after the other, so that none is rejected for a job that is then not stored itself. */
    private static List<List<List<JobRow>>> withoutSharedNames(List<List<JobRow>> calls) {
        if (calls.stream().allMatch(call -> call.size() == 1)) {
            return List.of(calls);
        }
        List<List<List<JobRow>>> parts = new ArrayList<>();
        List<List<JobRow>> left = calls;
        while (!left.isEmpty()) {
            List<List<JobRow>> now = new ArrayList<>();
            List<List<JobRow>> later = new ArrayList<>();
            Set<Object> seen = new HashSet<>();
            for (List<JobRow> call : left) {
                List<Object> names = call.stream().flatMap(JobRow::names).toList();
                (names.stream().noneMatch(seen::contains) ? now : later).add(call);
                seen.addAll(names);
            }
            parts.add(now);
            left = later;
        }
        return parts;
    }

    /**
     * Checks stored jobs before the commit.
     *
     * @throws BatchRejectedException if the id or the key of one of several jobs is taken by another job, or a device of
     *     one is held
     */
    public static List<List<Creation>> checked(List<List<JobRow>> calls, List<List<Creation>> made) {
        Map<Integer, List<Creation>> refused = new HashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            List<JobRow> call = calls.get(i);
            List<Creation> answer = made.get(i);
            if (answer.stream().anyMatch(creation -> creation.found() == Found.DEVICE_HELD)
                    || call.size() > 1
                            && IntStream.range(0, call.size())
                                    .anyMatch(job -> isAnothers(call.get(job), answer.get(job)))) {
                refused.put(i, leftOut(call, answer));
            }
        }
        if (!refused.isEmpty()) {
            throw new BatchRejectedException(refused);
        }
        return made;
    }

    private static boolean isAnothers(JobRow wanted, Creation creation) {
        return creation.found() != Found.CREATED
                && !creation.job().spec().equals(wanted.fresh().job().spec());
    }

    /** Existing jobs stay as found; new ones are rejected with the batch. */
    private static List<Creation> leftOut(List<JobRow> call, List<Creation> made) {
        Set<JobRef> fresh = made.stream()
                .filter(creation -> creation.found() == Found.CREATED)
                .map(creation -> creation.job().ref())
                .collect(Collectors.toSet());
        return IntStream.range(0, call.size())
                .mapToObj(i -> isAnothers(call.get(i), made.get(i))
                                || !fresh.contains(made.get(i).job().ref())
                        ? made.get(i)
                        : Creation.leftOut(call.get(i).fresh().job()))
                .toList();
    }
}
