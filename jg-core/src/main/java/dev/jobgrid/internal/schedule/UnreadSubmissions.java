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
 * Jobs that this grid stored and that no poll of the queue has found yet: while the queue is empty, they can be placed
 * without reading them back. Keeps a few; beyond that, reading the queue is faster. Thread-safe.
 */
public final class UnreadSubmissions {
    private static final int MAX_JOBS = 16;

    private static final Comparator<Job> BY_TURN = Comparator.comparing(
                    (Job job) -> job.turn().at())
            .thenComparing(job -> job.id().value());

    private final List<Job> jobs = new ArrayList<>();
    private final Set<WorkspaceId> workspaces = new LinkedHashSet<>();
    private long looks;
    private boolean isAnyLeftOut;

    /** Whether there are none, since the last poll began. */
    synchronized boolean isEmpty() {
        return workspaces.isEmpty();
    }

    /** The number of polls begun; read it before jobs are stored. */
    public synchronized long looks() {
        return looks;
    }

    /**
     * Adds jobs that are stored and queued.
     *
     * @param looksBefore the number of polls begun before they were stored
     */
    public synchronized void add(List<Job> stored, long looksBefore) {
        stored.forEach(job -> workspaces.add(job.ref().workspace()));
        // A poll that has begun since may have found them, and they may have ended by now.
        if (looksBefore == looks && jobs.size() + stored.size() <= MAX_JOBS) {
            jobs.addAll(stored);
        } else {
            isAnyLeftOut = true;
        }
    }

    /**
     * Begins a poll of the queue, which finds all earlier jobs.
     *
     * @return workspaces with new jobs since the previous poll
     */
    synchronized List<WorkspaceId> lookBegins() {
        looks++;
        jobs.clear();
        isAnyLeftOut = false;
        List<WorkspaceId> came = List.copyOf(workspaces);
        workspaces.clear();
        return came;
    }

    /**
     * New jobs since the last poll began, as they would be read from the queue; none if some were left out, which may
     * have come first.
     */
    synchronized List<QueuedLane> lanes() {
        Map<Lane, List<Job>> lanes = new LinkedHashMap<>();
        if (!isAnyLeftOut) {
            jobs.stream()
                    .sorted(BY_TURN)
                    .forEach(job -> lanes.computeIfAbsent(lane(job), any -> new ArrayList<>())
                            .add(job));
        }
        return lanes.entrySet().stream()
                .map(lane -> new QueuedLane(lane.getKey(), lane.getValue(), false))
                .toList();
    }

    private static Lane lane(Job job) {
        return new Lane(job.ref().workspace(), job.turn().shape());
    }
}
