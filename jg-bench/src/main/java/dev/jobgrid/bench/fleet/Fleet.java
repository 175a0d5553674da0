package dev.jobgrid.bench.fleet;

import java.util.List;

/** What is free on each node while a simulation runs. Processors and memory are kept count of but hold no job back. */
final class Fleet {
    private final List<FleetNode> nodes;
    private final int[] gpus;
    private final long[] cpuMilli;
    private final long[] memoryMib;

    Fleet(List<FleetNode> nodes) {
        this.nodes = nodes;
        gpus = nodes.stream().mapToInt(FleetNode::gpus).toArray();
        cpuMilli = nodes.stream().mapToLong(FleetNode::cpuMilli).toArray();
        memoryMib = nodes.stream().mapToLong(FleetNode::memoryMib).toArray();
    }

    int size() {
        return gpus.length;
    }

    FleetNode node(int at) {
        return nodes.get(at);
    }

    int freeGpus(int at) {
        return gpus[at];
    }

    boolean fits(FleetJob job, int at) {
        return gpus[at] >= job.gpus() && job.canUse(nodes.get(at));
    }

    void take(FleetJob job, int at) {
        gpus[at] -= job.gpus();
        cpuMilli[at] -= job.cpuMilli();
        memoryMib[at] -= job.memoryMib();
    }

    double dotProduct(FleetJob job, int at) {
        FleetNode node = nodes.get(at);
        return share(cpuMilli[at], node.cpuMilli()) * share(job.cpuMilli(), node.cpuMilli())
                + share(memoryMib[at], node.memoryMib()) * share(job.memoryMib(), node.memoryMib())
                + share(gpus[at], node.gpus()) * share(job.gpus(), node.gpus());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : Math.max(0, part) / (double) whole;
    }
}
