package dev.jobgrid.server.simulate;

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
    private static final int MEAN_SECONDS = 20_000;

    private DrawnTraces() {}

    /** Which models jobs name. */
    public enum Wishes {
        /** None does. */
        NONE,
        /** A third name one or two, each as often as there are GPUs of it. */
        EVEN,
        /** A third name one or two, the model that most nodes have seldom: nearly all of the others is wanted by name. */
        SCARCE,
        /** As scarce, but the jobs that name a model come late. */
        SCARCE_LATE
    }

    /** A trace of jobs that stay, with more of them than the fleet can take. */
    public static FleetTrace of(long seed, Wishes wishes) {
        Random random = new Random(seed);
        List<TraceNode> nodes = nodes(random);
        int gpus = nodes.stream().mapToInt(TraceNode::gpus).sum();
        List<FleetJob> jobs = new ArrayList<>();
        for (long demand = 0; demand < DEMAND * gpus; ) {
            double progress = demand / (DEMAND * gpus);
            FleetJob job = job(jobs.size(), jobs.size(), 0, random, wishes, progress, nodes);
            if (nodes.stream().anyMatch(job::canUse)) {
                jobs.add(job);
                demand += job.gpus();
            }
        }
        return new FleetTrace(nodes, jobs, true);
    }

    /** A trace of jobs that leave, which on average want that share of the fleet at once. */
    public static FleetTrace departing(long seed, Wishes wishes, double load) {
        Random random = new Random(seed);
        List<TraceNode> nodes = nodes(random);
        double gpus = nodes.stream().mapToInt(TraceNode::gpus).sum();
        List<FleetJob> jobs = new ArrayList<>();
        double now = 0;
        while (now < 12 * MEAN_SECONDS) {
            // Exponential, so that short jobs are many and a few run long.
            long seconds = 1 + (long) (-Math.log(1 - random.nextDouble()) * MEAN_SECONDS);
            FleetJob job = job(jobs.size(), (long) now, seconds, random, wishes, .5, nodes);
            if (nodes.stream().anyMatch(job::canUse)) {
                jobs.add(job);
                now += job.gpus() * (double) MEAN_SECONDS / (load * gpus);
            }
        }
        return new FleetTrace(nodes, jobs, true);
    }

    private static List<TraceNode> nodes(Random random) {
        return IntStream.range(0, NODES).mapToObj(i -> node(i, random)).toList();
    }

    private static TraceNode node(int number, Random random) {
        double size = random.nextDouble();
        int gpus = size < .5 ? 8 : size < .833 ? 2 : random.nextBoolean() ? 1 : 4;
        double[] models = gpus == 8 ? LARGE_NODES : SMALL_NODES;
        double drawn = random.nextDouble();
        int model = 0;
        while (model < models.length - 1 && drawn >= models[model]) {
            drawn -= models[model];
            model++;
        }
        return new TraceNode("node-" + number, gpus * 12_000L, gpus * 96_000L, gpus, "M" + model);
    }

    private static FleetJob job(
            int number,
            long created,
            long seconds,
            Random random,
            Wishes wishes,
            double progress,
            List<TraceNode> nodes) {
        double size = random.nextDouble();
        int gpus = size < .86 ? 1 : size < .92 ? 2 : size < .955 ? 4 : 8;
        long cpuMilli = gpus * (4_000L + random.nextInt(8_000));
        long memoryMib = gpus * (16_000L + random.nextInt(64_000));
        Set<String> models = models(gpus, random, wishes, progress, nodes);
        return new FleetJob("job-" + number, cpuMilli, memoryMib, gpus, models, created, seconds);
    }

    private static Set<String> models(int gpus, Random random, Wishes wishes, double progress, List<TraceNode> nodes) {
        Set<String> models = new TreeSet<>();
        double share = switch (wishes) {
            case NONE -> 0;
            case EVEN, SCARCE -> 1 / 3.;
            case SCARCE_LATE -> 2 / 3. * progress;
        };
        if (random.nextDouble() < share) {
            int several = random.nextInt(3) == 0 ? 2 : 1;
            while (models.size() < several) {
                // By the model of a random GPU of the fleet, so that demand for a model follows its supply.
                TraceNode node = nodes.get(random.nextInt(nodes.size()));
                boolean common = node.model().equals("M0");
                boolean passedOver = wishes != Wishes.EVEN && common && random.nextInt(8) > 0;
                if (random.nextInt(8) < node.gpus() && node.gpus() >= gpus && !passedOver) {
                    models.add(node.model());
                }
            }
        }
        return models;
    }
}
