package dev.jobgrid.bench.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Traces shaped like public ones, drawn with a seed: 1,213 nodes, half of eight GPUs, a third of two, the rest of one or
 * four, of seven models, one of which most of the large nodes have; 86 % of the jobs ask for one GPU. Stateless.
 */
public final class DrawnTraces {
    private static final int NODES = 1_213;
    private static final double DEMAND = 1.3;
    private static final double[] LARGE_NODES = {.80, .06, .05, .04, .03, .015, .005};
    private static final double[] SMALL_NODES = {.05, .50, .25, .10, .06, .03, .01};

    private DrawnTraces() {}

    /** A trace in which that share of the jobs, 0 to 1, name one or two models that they can use. */
    public static FleetTrace of(long seed, double constrained) {
        Random random = new Random(seed);
        List<FleetNode> nodes =
                IntStream.range(0, NODES).mapToObj(i -> node(i, random)).toList();
        int gpus = nodes.stream().mapToInt(FleetNode::gpus).sum();
        List<FleetJob> jobs = new ArrayList<>();
        for (long demand = 0; demand < DEMAND * gpus; ) {
            FleetJob job = job(jobs.size(), random, constrained, nodes);
            if (nodes.stream().anyMatch(job::canUse)) {
                jobs.add(job);
                demand += job.gpus();
            }
        }
        return new FleetTrace(nodes, jobs);
    }

    private static FleetNode node(int number, Random random) {
        double size = random.nextDouble();
        int gpus = size < .5 ? 8 : size < .833 ? 2 : random.nextBoolean() ? 1 : 4;
        double[] models = gpus == 8 ? LARGE_NODES : SMALL_NODES;
        double drawn = random.nextDouble();
        int model = 0;
        while (model < models.length - 1 && drawn >= models[model]) {
            drawn -= models[model];
            model++;
        }
        return new FleetNode("node-" + number, gpus * 12_000L, gpus * 96_000L, gpus, "M" + model);
    }

    private static FleetJob job(int number, Random random, double constrained, List<FleetNode> nodes) {
        double size = random.nextDouble();
        int gpus = size < .86 ? 1 : size < .92 ? 2 : size < .955 ? 4 : 8;
        Set<String> models = new TreeSet<>();
        if (random.nextDouble() < constrained) {
            int several = random.nextInt(3) == 0 ? 2 : 1;
            while (models.size() < several) {
                // By what a GPU of the fleet is, so that each model is wanted about as much as there is of it.
                FleetNode node = nodes.get(random.nextInt(nodes.size()));
                if (random.nextInt(8) < node.gpus()) {
                    models.add(node.model());
                }
            }
        }
        long cpuMilli = gpus * (4_000L + random.nextInt(8_000));
        return new FleetJob("job-" + number, cpuMilli, gpus * (16_000L + random.nextInt(64_000)), gpus, models, number);
    }
}
