package dev.jobgrid.bench.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nodes and jobs to simulate. Nodes and jobs without a GPU are left out; jobs stand by arrival.
 *
 * @param nodes nodes in the order of the file
 * @param jobs jobs by arrival, those of one second in the order of the file
 */
public record FleetTrace(List<FleetNode> nodes, List<FleetJob> jobs) {
    /** Leaves out what has no GPU, and puts the jobs in order. */
    public FleetTrace {
        nodes = nodes.stream().filter(node -> node.gpus() > 0).toList();
        jobs = jobs.stream()
                .filter(job -> job.gpus() > 0)
                .sorted(Comparator.comparingLong(FleetJob::created))
                .toList();
    }

    /**
     * Reads a trace. Columns are found by the name in the first line: {@code sn,cpu_milli,memory_mib,gpu,model} and
     * {@code name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,creation_time}; others are ignored.
     *
     * @throws IllegalArgumentException naming the line, if a column is missing or a number cannot be read
     */
    public static FleetTrace parse(List<String> nodeLines, List<String> jobLines) {
        return new FleetTrace(
                CsvTable.parse("nodes", nodeLines).rows(FleetTrace::node),
                CsvTable.parse("jobs", jobLines).rows(FleetTrace::job));
    }

    private static FleetNode node(CsvTable.Row row) {
        return new FleetNode(
                row.text("sn"),
                row.number("cpu_milli"),
                row.number("memory_mib"),
                (int) row.number("gpu"),
                row.text("model"));
    }

    private static FleetJob job(CsvTable.Row row) {
        Set<String> models = Stream.of(row.text("gpu_spec").split("\\|"))
                .map(String::strip)
                .filter(model -> !model.isEmpty())
                .collect(Collectors.toSet());
        return new FleetJob(
                row.text("name"),
                row.number("cpu_milli"),
                row.number("memory_mib"),
                (int) row.number("num_gpu"),
                models,
                row.number("creation_time"));
    }

    int gpus() {
        return nodes.stream().mapToInt(FleetNode::gpus).sum();
    }
}
