package dev.jobgrid.internal.schedule;

import dev.jobgrid.job.Job;
import dev.jobgrid.spi.Lane;
import dev.jobgrid.spi.QueuedLane;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Heads of lanes, and who is next: a lane that starves, else the workspace that has least, and of its jobs the one whose
 * turn came first. Pure apart from what is taken out; single-threaded.
 */
public final class Queue {
    private static final Comparator<Head> BY_TURN = Comparator.comparing(
                    (Head head) -> head.first().turn().at())
            .thenComparing(head -> head.first().ref().toString());

    private final FairShare share;
    private final Instant now;
    private final List<Head> heads = new ArrayList<>();

    private record Head(Lane lane, Deque<Job> jobs) {
        Job first() {
            return jobs.getFirst();
        }
    }

    /** A queue of these lanes; what the share says may change between two takes. */
    public Queue(FairShare share, List<QueuedLane> lanes, Instant now) {
        this.share = share;
        this.now = now;
        lanes.forEach(lane -> heads.add(new Head(lane.lane(), new ArrayDeque<>(lane.jobs()))));
    }

    /** Takes the next job out; empty if there is none. Takes time by the number of lanes. */
    public Optional<Job> take() {
        Optional<Head> next = heads.stream()
                .min(Comparator.comparing((Head head) ->
                                share.starvedSince(head.first(), now).orElse(Instant.MAX))
                        .thenComparingDouble(head -> share.of(head.lane().workspace()))
                        .thenComparing(BY_TURN));
        next.filter(head -> head.jobs().size() == 1).ifPresent(heads::remove);
        return next.map(head -> head.jobs().removeFirst());
    }

    /** Leaves a job's lane out from now on: those behind it ask for the same, and find no place either. */
    public List<Job> close(Job job) {
        Lane lane = new Lane(job.ref().workspace(), job.turn().shape());
        List<Job> behind = new ArrayList<>();
        heads.removeIf(head -> head.lane().equals(lane) && behind.addAll(head.jobs()));
        return behind;
    }
}
