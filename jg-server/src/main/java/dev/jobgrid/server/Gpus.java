package dev.jobgrid.server;

import dev.jobgrid.spi.executor.GpuNode;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** GPUs in words. */
final class Gpus {
    private Gpus() {}

    static List<String> sentences(List<List<GpuNode.Device>> nodes) {
        return nodes.stream()
                .flatMap(Collection::stream)
                .collect(Collectors.groupingBy(Gpus::name, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> kind.getValue() + " x " + kind.getKey())
                .toList();
    }

    private static String name(GpuNode.Device device) {
        return device.model().name() + (device.simulated() ? " (simulated)" : "");
    }
}
