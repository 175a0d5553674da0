package dev.jobgrid.bench.fleet;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Lets the jobs of a trace arrive one after another and stay, and notes what share of the fleet's GPUs they hold when the
 * demand that has arrived reaches certain shares of the fleet. A job that fits nowhere is rejected. Where a trace has too few
 * jobs to reach the last mark, they arrive once more in the same order. Stateless.
 */
public final class FleetSimulation {
    /** Arrived demand at which the share is noted, in percent of the fleet. */
    public static final List<Integer> MARKS = List.of(80, 90, 95, 100, 110);

    private FleetSimulation() {}

    /**
     * What a policy came to.
     *
     * @param policy the policy
     * @param allocated for each of {@link #MARKS} the share of the fleet's GPUs that jobs hold, 0 to 1
     * @param rejected jobs that found no place until the last mark
     */
    public record Result(Policy policy, Map<Integer, Double> allocated, int rejected) {}

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
        Fleet fleet = new Fleet(trace.nodes());
        Map<Integer, Double> allocated = new TreeMap<>();
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
        return new Result(policy, Map.copyOf(allocated), rejected);
    }
}
