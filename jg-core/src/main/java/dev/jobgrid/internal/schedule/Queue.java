package dev.jobgrid.internal.schedule;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.QueuedLane;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Heads of lanes in order: a starving lane, else the workspace with the least share, and of its jobs the first by
 * {@link dev.jobgrid.job.QueueKey}. Pure apart from the jobs taken out; single-threaded.
 */
public final class Queue {
    private static final Comparator<Head> BY_TURN = Comparator.comparing((Head head) -> head.turn)
            .thenComparing(head -> head.first().ref().toString());

    private final FairShare share;
    private final Instant now;
    private final List<Head> heads = new ArrayList<>();

    /** A job with its lane, which is costly to compute. */
    record Next(Lane lane, Job job) {}

    private static final class Head {
        private final Lane lane;
        private final Deque<Job> jobs;
        private Instant turn;

        private Head(QueuedLane queued) {
            lane = queued.lane();
            jobs = new ArrayDeque<>(queued.jobs());
            turn = turn();
        }

        private Instant turn() {
            return QueueKey.moment(first().spec(), first().state().times().created());
        }

        private Job first() {
            return jobs.getFirst();
        }

        private Next take() {
            Next next = new Next(lane, jobs.removeFirst());
            if (!jobs.isEmpty()) {
                turn = turn();
            }
            return next;
        }
    }

    /** A queue of these lanes; shares may change between two takes. */
    public Queue(FairShare share, List<QueuedLane> lanes, Instant now) {
        this.share = share;
        this.now = now;
        lanes.forEach(lane -> heads.add(new Head(lane)));
    }

    /** Takes the next job out; empty if there is none. Takes time proportional to the number of lanes. */
    Optional<Next> take() {
        Optional<Head> first =
                heads.size() == 1 ? Optional.of(heads.get(0)) : heads.stream().min(byShare());
        Optional<Next> next = first.map(Head::take);
        first.filter(head -> head.jobs.isEmpty()).ifPresent(heads::remove);
        return next;
    }

    private Comparator<Head> byShare() {
        return Comparator.comparing((Head head) ->
                        share.starvedSince(head.lane, head.first(), now).orElse(Instant.MAX))
                .thenComparing(head -> share.standing(head.lane.workspace()))
                .thenComparing(BY_TURN);
    }

    /** Skips a lane from now on: its other jobs have the same requirements, and cannot be placed either. */
    List<Job> close(Lane lane) {
        List<Job> behind = new ArrayList<>();
        heads.removeIf(head -> head.lane.equals(lane) && behind.addAll(head.jobs));
        return behind;
    }
}
