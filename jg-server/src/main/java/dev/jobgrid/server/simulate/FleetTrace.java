package dev.jobgrid.server.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nodes and jobs to simulate. Nodes and jobs without a GPU are left out; jobs stand by arrival.
 *
 * @param nodes nodes in the order of the file
 * @param jobs jobs by arrival, those of one second in the order of the file
 * @param hostsBind whether processors and memory of the nodes hold jobs back, and not their GPUs alone
 */
public record FleetTrace(List<TraceNode> nodes, List<FleetJob> jobs, boolean hostsBind) {
    /** Removes nodes and jobs without GPUs, and sorts the jobs. */
    public FleetTrace {
        nodes = nodes.stream().filter(node -> node.gpus() > 0).toList();
        jobs = jobs.stream()
                .filter(job -> job.gpus() > 0)
                .sorted(Comparator.comparingLong(FleetJob::created))
                .toList();
    }

    /**
     * Reads a trace. Columns are found by the name in the first line: {@code sn,cpu_milli,memory_mib,gpu,model} and
     * {@code name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,creation_time,deletion_time}; others are ignored. Only
     * {@code gpu} and {@code num_gpu} have to be there.
     *
     * @throws IllegalArgumentException naming the file and the line, if a column is missing or a number cannot be read
     * @throws IOException if a file cannot be read
     */
    public static FleetTrace read(Path nodes, Path jobs) throws IOException {
        try (BufferedReader nodeLines = Files.newBufferedReader(nodes);
                BufferedReader jobLines = Files.newBufferedReader(jobs)) {
            return parse(
                    nodes.getFileName().toString(),
                    nodeLines,
                    jobs.getFileName().toString(),
                    jobLines);
        }
    }

    static FleetTrace parse(String nodeName, BufferedReader nodes, String jobName, BufferedReader jobs)
            throws IOException {
        // One text for each model, and one set for each wish: a file of millions of jobs has few of either.
        Map<String, Set<String>> wishes = new LinkedHashMap<>();
        return new FleetTrace(
                new CsvTable(nodeName, nodes, List.of("gpu")).rows(FleetTrace::node),
                new CsvTable(jobName, jobs, List.of("num_gpu")).rows(row -> job(row, wishes)),
                true);
    }

    private static TraceNode node(CsvTable.Row row) {
        return new TraceNode(
                row.text("sn"), row.count("cpu_milli"), row.count("memory_mib"), row.few("gpu"), row.text("model"));
    }

    private static FleetJob job(CsvTable.Row row, Map<String, Set<String>> wishes) {
        long created = row.count("creation_time");
        // A job may have been deleted before it was ever scheduled, or be there still.
        long began = row.number("scheduled_time").map(Double::longValue).orElse(created);
        long ended = row.number("deletion_time").map(Double::longValue).orElse(began);
        return new FleetJob(
                row.text("name"),
                row.count("cpu_milli"),
                row.count("memory_mib"),
                row.few("num_gpu"),
                wishes.computeIfAbsent(row.text("gpu_spec"), FleetTrace::models),
                created,
                Math.max(0, ended - began));
    }

    private static Set<String> models(String wish) {
        return Stream.of(wish.split("\\|"))
                .map(String::strip)
                .filter(model -> !model.isEmpty())
                .collect(Collectors.toSet());
    }

    /** The same, in which only GPUs hold jobs back. */
    public FleetTrace gpusOnly() {
        return new FleetTrace(nodes, jobs, false);
    }

    /** How large it is, for people. */
    public String summary() {
        long constrained = jobs.stream().filter(job -> !job.models().isEmpty()).count();
        long demand = jobs.stream().mapToLong(FleetJob::gpus).sum();
        return nodes.size() + " nodes with " + gpus() + " GPUs; " + jobs.size() + " jobs for " + demand + " GPUs, "
                + constrained + " of them for named models";
    }

    /** Whether jobs leave again. */
    public boolean hasDepartures() {
        return jobs.stream().anyMatch(job -> job.seconds() > 0);
    }

    int gpus() {
        return nodes.stream().mapToInt(TraceNode::gpus).sum();
    }
}
