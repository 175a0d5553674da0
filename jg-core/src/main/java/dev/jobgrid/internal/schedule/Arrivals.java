package dev.jobgrid.internal.schedule;

import dev.jobgrid.job.Job;
import dev.jobgrid.spi.Lane;
import dev.jobgrid.spi.QueuedLane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Jobs that this grid has stored since someone last looked: while nothing waits, they can be placed without being read back.
 * Remembers a few; of more, it is quicker to read them all. Thread-safe.
 */
public final class Arrivals {
    private static final int MOST = 16;

    private static final Comparator<Job> BY_TURN = Comparator.comparing(
                    (Job job) -> job.turn().at())
            .thenComparing(job -> job.id().value());

    private final List<Job> jobs = new ArrayList<>();
    private boolean tooMany;

    /** Takes note of jobs that are stored and queued. */
    public synchronized void add(List<Job> stored) {
        tooMany |= jobs.size() + stored.size() > MOST;
        if (!tooMany) {
            jobs.addAll(stored);
        }
    }

    /** Gives out what came since the last call, as it would be read from the queue; nothing if that were many. */
    synchronized List<QueuedLane> take() {
        Map<Lane, List<Job>> lanes = new LinkedHashMap<>();
        if (!tooMany) {
            jobs.stream()
                    .sorted(BY_TURN)
                    .forEach(job -> lanes.computeIfAbsent(lane(job), any -> new ArrayList<>())
                            .add(job));
        }
        jobs.clear();
        tooMany = false;
        return lanes.entrySet().stream()
                .map(lane -> new QueuedLane(lane.getKey(), lane.getValue()))
                .toList();
    }

    private static Lane lane(Job job) {
        return new Lane(job.ref().workspace(), job.turn().shape());
    }
}
