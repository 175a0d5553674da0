package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one job, prepared as a row: each built on the one before, so that the row is written once, atomically.
 * Created by the caller before it waits for its commit, so that callers share the work.
 *
 * @param chain the changes, one at least
 * @param state the state after the last of them as JSON
 * @param eventRow the events of all
 */
public record ChangeRow(List<Transition> chain, String state, Optional<EventRow> eventRow) {
    static final Comparator<ChangeRow> BY_JOB = Comparator.comparing(
                    (ChangeRow change) -> change.ref().workspace().value())
            .thenComparing(change -> change.ref().id().value());

    static ChangeRow of(Transition transition, StoredJson json) {
        return of(List.of(transition), json);
    }

    private static ChangeRow of(List<Transition> chain, StoredJson json) {
        Transition last = chain.get(chain.size() - 1);
        return new ChangeRow(chain, json.write(last.after().state()), EventRow.of(events(chain), json));
    }

    /** Rows for these changes, in their order: one for those that follow each other on a job. */
    static List<ChangeRow> chains(List<Transition> transitions, StoredJson json) {
        List<ChangeRow> rows = new ArrayList<>(transitions.size());
        int start = 0;
        for (int i = 1; i <= transitions.size(); i++) {
            if (i == transitions.size() || !isBuiltOn(transitions.get(i - 1), transitions.get(i))) {
                rows.add(of(transitions.subList(start, i), json));
                start = i;
            }
        }
        return rows;
    }

    private static boolean isBuiltOn(Transition first, Transition next) {
        return next.before().ref().equals(first.after().ref())
                && next.before().state().version() == first.after().state().version()
                && !first.releasesAllocation()
                && !HoldRows.isHolding(first)
                && !HoldRows.isHolding(next);
    }

    /** The changes in rounds, each with one change of each job at most, sorted by job. */
    public static List<List<ChangeRow>> ofDistinctJobs(List<ChangeRow> changes) {
        List<List<ChangeRow>> rounds = new ArrayList<>();
        Map<JobRef, Integer> seen = new HashMap<>();
        for (ChangeRow change : changes) {
            int round = seen.merge(change.ref(), 0, (earlier, none) -> earlier + 1);
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(change);
        }
        rounds.forEach(round -> round.sort(BY_JOB));
        return rounds;
    }

    Transition first() {
        return chain.get(0);
    }

    public Transition last() {
        return chain.get(chain.size() - 1);
    }

    public JobRef ref() {
        return first().before().ref();
    }

    public JobState after() {
        return last().after().state();
    }

    /** The expected version of the stored job. */
    public long before() {
        return first().before().state().version();
    }

    List<JobEvent> events() {
        return events(chain);
    }

    private static List<JobEvent> events(List<Transition> chain) {
        return chain.size() == 1
                ? chain.get(0).events()
                : chain.stream().flatMap(change -> change.events().stream()).toList();
    }

    /** About how many bytes a commit writes for it. */
    long bytes() {
        return (long) state.length()
                + eventRow.map(row -> row.events().length()).orElse(0);
    }

    public Stream<CallbackDelivery> callbacks() {
        return chain.stream().flatMap(change -> change.callback().stream());
    }

    /** What its job is charged in micro-dollars, if it settles that. */
    public @Nullable Long charged() {
        return settlement()
                .map(Settlement::charged)
                .map(charged -> charged.micros())
                .orElse(null);
    }

    /** The settlement of the credit hold; a job ends once. */
    public Optional<Settlement> settlement() {
        return chain.stream().flatMap(change -> change.settlement().stream()).findFirst();
    }

    /** Whether it was built on the result of that one. */
    boolean isBuiltOn(@Nullable ChangeRow other) {
        return other != null && other.after().version() == before();
    }

    /** Whether its job waits no longer. */
    public boolean leavesQueue() {
        return wasQueued() && !isQueued();
    }

    /** Whether its job waits from now on. */
    public boolean entersQueue() {
        return !wasQueued() && isQueued();
    }

    /** Whether its job goes on waiting, from or until another time. */
    public boolean movesInQueue() {
        JobState before = first().before().state();
        return wasQueued()
                && isQueued()
                && !(before.times().queued().equals(after().times().queued())
                        && before.attempt().notBefore().equals(after().attempt().notBefore()));
    }

    private boolean wasQueued() {
        return first().before().status() == JobStatus.QUEUED;
    }

    private boolean isQueued() {
        return last().after().status() == JobStatus.QUEUED;
    }

    /** Whether its job ends. */
    public boolean ends() {
        return last().after().isTerminal() && !first().before().isTerminal();
    }

    /** Whether it needs devices that another run may hold. */
    public boolean wantsDevices() {
        return last().isPlacing() || last().isTakingOver();
    }
}
