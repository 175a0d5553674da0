package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.QueuedLane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The order in which queued jobs get their turn if every job fits what becomes free next: as {@link Queue}, by the
 * devices that workspaces hold, but without their earlier use and without starving lanes. Pure apart from the jobs taken
 * out; single-threaded.
 */
final class ExpectedTurns {
    private final FairShare share = new FairShare();
    private final ToIntFunction<JobSpec> devices;
    private final Instant now;
    private final PriorityQueue<Line> lines;

    /**
     * A job's turn.
     *
     * @param before how many jobs have theirs before it
     */
    record Turn(Job job, long before) {}

    private record Place(Lane lane, Job job, Instant at) {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::at)
                .thenComparing(place -> place.job().ref().toString());

        static Place of(Lane lane, Job job) {
            return new Place(lane, job, job.turn().at());
        }
    }

    /** The jobs of one workspace, at least one. */
    private record Line(WorkspaceId workspace, Deque<Place> places) {}

    /**
     * Turns of the jobs in these lanes.
     *
     * @param held devices held by each workspace now
     * @param devices the devices that a job takes
     */
    ExpectedTurns(
            Collection<QueuedLane> lanes, Map<WorkspaceId, Integer> held, ToIntFunction<JobSpec> devices, Instant now) {
        this.devices = devices;
        this.now = now;
        share.pass(held, Duration.ZERO);
        // Only the standing of a line taken out changes, so that the others stay in order.
        lines = new PriorityQueue<>(Comparator.comparing((Line line) -> share.standing(line.workspace()))
                .thenComparing(line -> line.places().getFirst(), Place.ORDER));
        lanes.stream()
                .flatMap(lane -> lane.jobs().stream().map(job -> Place.of(lane.lane(), job)))
                .sorted(Place.ORDER)
                .collect(Collectors.groupingBy(
                        place -> place.lane().workspace(), Collectors.toCollection(ArrayDeque::new)))
                .forEach((workspace, places) -> lines.add(new Line(workspace, places)));
    }

    /** The first turns of a workspace. */
    List<Turn> of(WorkspaceId workspace, int max) {
        List<Turn> turns = new ArrayList<>();
        for (long before = 0; turns.size() < max && !lines.isEmpty(); before++) {
            Line line = lines.remove();
            Place next = line.places().removeFirst();
            if (line.workspace().equals(workspace)) {
                turns.add(new Turn(next.job(), before));
            }
            share.give(next.lane(), next.job(), devices.applyAsInt(next.job().spec()), now);
            if (!line.places().isEmpty()) {
                lines.add(line);
            }
        }
        return turns;
    }
}
