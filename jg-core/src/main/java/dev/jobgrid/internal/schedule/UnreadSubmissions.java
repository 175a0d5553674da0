package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.QueuedLane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Jobs that this grid stored and that no look at the queue can have found yet: while nothing waits, they can be placed without
 * being read back. Remembers a few; of more, it is quicker to read them all. Thread-safe.
 */
public final class UnreadSubmissions {
    private static final int MAX_JOBS = 16;

    private static final Comparator<Job> BY_TURN = Comparator.comparing(
                    (Job job) -> job.turn().at())
            .thenComparing(job -> job.id().value());

    private final List<Job> jobs = new ArrayList<>();
    private final Set<WorkspaceId> workspaces = new LinkedHashSet<>();
    private long looks;
    private boolean tooMany;

    /** How many looks at the queue have begun; to be asked before jobs are stored. */
    public synchronized long looks() {
        return looks;
    }

    /**
     * Takes note of jobs that are stored and queued.
     *
     * @param looksBefore how many looks had begun before they were stored
     */
    public synchronized void add(List<Job> stored, long looksBefore) {
        stored.forEach(job -> workspaces.add(job.ref().workspace()));
        tooMany |= jobs.size() + stored.size() > MAX_JOBS;
        // A look that has begun since may have found them, and they may be over by now.
        if (looksBefore == looks && !tooMany) {
            jobs.addAll(stored);
        }
    }

    /**
     * Takes note that a look at the queue begins, which finds all that came before.
     *
     * @return whose jobs came since the one before
     */
    synchronized List<WorkspaceId> lookBegins() {
        looks++;
        jobs.clear();
        tooMany = false;
        List<WorkspaceId> came = List.copyOf(workspaces);
        workspaces.clear();
        return came;
    }

    /** What came since the last look began, as it would be read from the queue; nothing if that were many. */
    synchronized List<QueuedLane> lanes() {
        Map<Lane, List<Job>> lanes = new LinkedHashMap<>();
        if (!tooMany) {
            jobs.stream()
                    .sorted(BY_TURN)
                    .forEach(job -> lanes.computeIfAbsent(lane(job), any -> new ArrayList<>())
                            .add(job));
        }
        return lanes.entrySet().stream()
                .map(lane -> new QueuedLane(lane.getKey(), lane.getValue()))
                .toList();
    }

    private static Lane lane(Job job) {
        return new Lane(job.ref().workspace(), job.turn().shape());
    }
}
