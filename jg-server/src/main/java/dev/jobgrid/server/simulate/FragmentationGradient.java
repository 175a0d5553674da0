package dev.jobgrid.server.simulate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many more of a node's free GPUs are fragments once a job runs there: a GPU is a fragment to a kind of job if the node
 * cannot take one of that kind, and each kind counts by its share of all jobs. Single-threaded.
 */
final class FragmentationGradient {
    private final List<Map.Entry<Kind, Double>> shares;
    private final Map<String, Map<Integer, Double>> known = new HashMap<>();

    private record Kind(int gpus, Set<String> models) {
        private boolean fits(String model, int free) {
            return free >= gpus && (models.isEmpty() || models.contains(model));
        }
    }

    FragmentationGradient(List<FleetJob> jobs) {
        Map<Kind, Double> counted = new HashMap<>();
        jobs.forEach(job -> counted.merge(new Kind(job.gpus(), job.models()), 1.0 / jobs.size(), Double::sum));
        shares = List.copyOf(counted.entrySet());
    }

    double of(FleetJob job, TraceNode node, int free) {
        return fragments(node.model(), free - job.gpus()) - fragments(node.model(), free);
    }

    private double fragments(String model, int free) {
        return known.computeIfAbsent(model, name -> new HashMap<>()).computeIfAbsent(free, gpus -> count(model, gpus));
    }

    private double count(String model, int free) {
        double fragments = 0;
        for (Map.Entry<Kind, Double> share : shares) {
            fragments += share.getKey().fits(model, free) ? 0 : share.getValue() * free;
        }
        return fragments;
    }
}
