package dev.jobgrid.server.simulate;

import java.util.List;

/** The free GPUs of each node during a simulation. Single-threaded. */
final class SimulatedFleet {
    private final List<TraceNode> nodes;
    private final boolean hostsBind;
    private final int[] gpus;
    private final long[] cpuMilli;
    private final long[] memoryMib;

    SimulatedFleet(FleetTrace trace) {
        nodes = trace.nodes();
        hostsBind = trace.hostsBind();
        gpus = nodes.stream().mapToInt(TraceNode::gpus).toArray();
        cpuMilli = nodes.stream().mapToLong(TraceNode::cpuMilli).toArray();
        memoryMib = nodes.stream().mapToLong(TraceNode::memoryMib).toArray();
    }

    int size() {
        return gpus.length;
    }

    TraceNode node(int at) {
        return nodes.get(at);
    }

    int freeGpus(int at) {
        return gpus[at];
    }

    boolean fits(FleetJob job, int at) {
        return gpus[at] >= job.gpus() && hosts(job, at) && job.canUse(nodes.get(at));
    }

    /** Whether processors and memory suffice, as far as they are known. */
    boolean hosts(FleetJob job, int at) {
        TraceNode node = nodes.get(at);
        return !hostsBind
                || (node.cpuMilli() == 0 || cpuMilli[at] >= job.cpuMilli())
                        && (node.memoryMib() == 0 || memoryMib[at] >= job.memoryMib());
    }

    void take(FleetJob job, int at) {
        change(job, at, 1);
    }

    void release(FleetJob job, int at) {
        change(job, at, -1);
    }

    private void change(FleetJob job, int at, int times) {
        gpus[at] -= times * job.gpus();
        cpuMilli[at] -= times * job.cpuMilli();
        memoryMib[at] -= times * job.memoryMib();
    }

    double dotProduct(FleetJob job, int at) {
        TraceNode node = nodes.get(at);
        return share(cpuMilli[at], node.cpuMilli()) * share(job.cpuMilli(), node.cpuMilli())
                + share(memoryMib[at], node.memoryMib()) * share(job.memoryMib(), node.memoryMib())
                + share(gpus[at], node.gpus()) * share(job.gpus(), node.gpus());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : Math.max(0, part) / (double) whole;
    }
}
