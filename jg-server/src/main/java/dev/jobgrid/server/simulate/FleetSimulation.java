package dev.jobgrid.server.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Lets the jobs of a trace arrive one after another and stay, and notes what share of the fleet's GPUs they hold when the
 * demand that has arrived reaches certain shares of the fleet. A job that fits nowhere is rejected. Where a trace has too few
 * jobs to reach the last mark, they arrive once more in the same order. Where jobs leave, the trace is also run in its own
 * time, and waits are measured. Stateless.
 */
public final class FleetSimulation {
    /** Arrived demand at which the share is noted, in percent of the fleet. */
    public static final List<Integer> MARKS = List.of(80, 90, 95, 100, 110);

    private FleetSimulation() {}

    /**
     * The result of a policy.
     *
     * @param policy the policy
     * @param allocated for each of {@link #MARKS} in order, the share of the fleet's GPUs that jobs hold, 0 to 1
     * @param rejected jobs that found no place until the last mark
     * @param meanWaitSeconds the mean wait if running jobs leave on time; empty if the trace has no times
     */
    public record Result(Policy policy, Map<Integer, Double> allocated, int rejected, OptionalDouble meanWaitSeconds) {}

    private record Departure(long at, int order, FleetJob job, int node) {}

    /**
     * Runs a trace under a policy; the same trace and policy always give the same.
     *
     * @throws IllegalArgumentException if the trace has no GPU or no job that wants one
     */
    public static Result run(FleetTrace trace, Policy policy) {
        if (trace.nodes().isEmpty() || trace.jobs().isEmpty()) {
            throw new IllegalArgumentException("a simulation needs a node with a GPU and a job that wants one");
        }
        Placer placer = Placer.of(policy, trace);
        SimulatedFleet fleet = new SimulatedFleet(trace);
        Map<Integer, Double> allocated = new LinkedHashMap<>();
        double gpus = trace.gpus();
        long arrived = 0;
        long held = 0;
        int rejected = 0;
        for (int next = 0; allocated.size() < MARKS.size(); next++) {
            FleetJob job = trace.jobs().get(next % trace.jobs().size());
            OptionalInt place = placer.place(job, fleet);
            if (place.isPresent()) {
                fleet.take(job, place.getAsInt());
                held += job.gpus();
            } else {
                rejected++;
            }
            arrived += job.gpus();
            while (allocated.size() < MARKS.size() && arrived * 100 >= MARKS.get(allocated.size()) * gpus) {
                allocated.put(MARKS.get(allocated.size()), held / gpus);
            }
        }
        OptionalDouble wait =
                trace.hasDepartures() ? OptionalDouble.of(meanWait(trace, policy)) : OptionalDouble.empty();
        return new Result(policy, Collections.unmodifiableMap(allocated), rejected, wait);
    }

    /**
     * Runs a trace in its own time: jobs wait in order of arrival, one that does not fit holds back none behind it, and
     * running jobs leave on time. Jobs that fit no empty node are left out.
     *
     * @return how many seconds a job waits on average
     */
    public static double meanWait(FleetTrace trace, Policy policy) {
        return waits(trace, policy).stream()
                .mapToLong(Long::longValue)
                .average()
                .orElse(0);
    }

    /** The wait of each job that got a place, in the order in which they did. */
    static List<Long> waits(FleetTrace trace, Policy policy) {
        Placer placer = Placer.of(policy, trace);
        SimulatedFleet fleet = new SimulatedFleet(trace);
        PriorityQueue<Departure> running =
                new PriorityQueue<>(Comparator.comparingLong(Departure::at).thenComparingInt(Departure::order));
        ArrayDeque<FleetJob> queue = new ArrayDeque<>();
        List<Long> waits = new ArrayList<>();
        Iterator<FleetJob> arrivals = trace.jobs().iterator();
        FleetJob next = arrivals.hasNext() ? arrivals.next() : null;
        while (next != null || !running.isEmpty()) {
            Departure first = running.peek();
            if (first != null && (next == null || first.at() <= next.created())) {
                running.remove();
                fleet.release(first.job(), first.node());
                placer.left(first.job(), first.node());
                // Only that node has more room than before, so only what fits there can have a place now.
                for (Iterator<FleetJob> waiting = queue.iterator();
                        waiting.hasNext() && fleet.freeGpus(first.node()) > 0; ) {
                    FleetJob job = waiting.next();
                    if (fleet.fits(job, first.node()) && start(job, first.at(), fleet, placer, running, waits)) {
                        waiting.remove();
                    }
                }
            } else if (next != null) {
                if (!start(next, next.created(), fleet, placer, running, waits)) {
                    queue.add(next);
                }
                next = arrivals.hasNext() ? arrivals.next() : null;
            }
        }
        return waits;
    }

    private static boolean start(
            FleetJob job,
            long now,
            SimulatedFleet fleet,
            Placer placer,
            PriorityQueue<Departure> running,
            List<Long> waits) {
        OptionalInt place = placer.place(job, fleet);
        if (place.isEmpty()) {
            return false;
        }
        fleet.take(job, place.getAsInt());
        running.add(new Departure(now + Math.max(1, job.seconds()), waits.size(), job, place.getAsInt()));
        waits.add(now - job.created());
        return true;
    }
}
