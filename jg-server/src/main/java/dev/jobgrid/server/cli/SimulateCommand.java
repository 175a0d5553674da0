package dev.jobgrid.server.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.server.simulate.FleetSimulation;
import dev.jobgrid.server.simulate.FleetSimulation.Result;
import dev.jobgrid.server.simulate.FleetTrace;
import dev.jobgrid.server.simulate.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Shows how full ways of placing jobs get a fleet. */
@Command(
        name = "simulate",
        description = {
            "Simulate the placement of a trace of jobs on a fleet.",
            "For each policy, shows the share of GPUs that is allocated when the demand so far"
                    + " reaches 80 to 110 percent of the fleet.",
            "Columns of the nodes: sn,cpu_milli,memory_mib,gpu,model. Of the jobs:"
                    + " name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,creation_time,deletion_time,"
                    + " with | between the models of gpu_spec; a fraction of a GPU counts as one. Other"
                    + " columns are ignored."
        },
        footer = {"", "Example: jg simulate --nodes nodes.csv --jobs jobs.csv --policy jobgrid"},
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--nodes", required = true, paramLabel = "FILE", description = "CSV file of the nodes.")
    private Path nodes = Path.of("nodes.csv");

    @Option(names = "--jobs", required = true, paramLabel = "FILE", description = "CSV file of the jobs.")
    private Path jobs = Path.of("jobs.csv");

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            converter = PolicyConverter.class,
            description = "jobgrid, jobgrid-learning, random, first-fit, best-fit, dot-product or"
                    + " fragmentation-gradient. Repeatable. Default: all. jobgrid and fragmentation-gradient"
                    + " know in advance how often each kind of job arrives; jobgrid-learning knows only what"
                    + " has arrived.")
    private List<Policy> policies = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "File for the results, as {\"results\":[{\"policy\",\"allocated\",\"rejected\"}]}."
                    + " Default: none.")
    private @Nullable Path json;

    @Option(
            names = "--gpus-only",
            description = "Place jobs by GPUs alone, even where processors or memory do not suffice.")
    private boolean gpusOnly;

    @Override
    public Integer call() throws IOException {
        checkReadable(nodes);
        checkReadable(jobs);
        FleetTrace read = FleetTrace.read(nodes, jobs);
        FleetTrace trace = gpusOnly ? read.gpusOnly() : read;
        PrintWriter out = spec.commandLine().getOut();
        out.println(trace.summary());
        out.printf(Locale.ROOT, "%-24s", "policy");
        FleetSimulation.MARKS.forEach(mark -> out.printf(Locale.ROOT, "%8s", mark + " %"));
        out.printf(Locale.ROOT, "%10s%s%n", "rejected", trace.hasDepartures() ? "   mean wait" : "");
        List<Result> results = new ArrayList<>();
        for (Policy policy : policies.isEmpty() ? List.of(Policy.values()) : policies) {
            Result result = FleetSimulation.run(trace, policy);
            results.add(result);
            print(result, out);
        }
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), tree(results));
        }
        return 0;
    }

    private void checkReadable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), file + " is not a file that can be read");
        }
    }

    private static void print(Result result, PrintWriter out) {
        out.printf(Locale.ROOT, "%-24s", result.policy().label());
        result.allocated().values().forEach(share -> out.printf(Locale.ROOT, "%8.4f", share));
        out.printf(Locale.ROOT, "%10d", result.rejected());
        result.meanWaitSeconds().ifPresent(wait -> out.printf(Locale.ROOT, "%10.1f s", wait));
        out.println();
        out.flush();
    }

    private static ObjectNode tree(List<Result> results) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode list = root.putArray("results");
        for (Result result : results) {
            ObjectNode one = list.addObject().put("policy", result.policy().label());
            ObjectNode allocated = one.putObject("allocated");
            result.allocated()
                    .forEach((mark, share) ->
                            allocated.put(String.format(Locale.ROOT, "%d.%02d", mark / 100, mark % 100), share));
            one.put("rejected", result.rejected());
        }
        return root;
    }

    /** Reads a policy by its label. */
    static final class PolicyConverter implements ITypeConverter<Policy> {
        @Override
        public Policy convert(String text) {
            return Stream.of(Policy.values())
                    .filter(policy -> policy.label()
                            .equals(text.strip().toLowerCase(Locale.ROOT).replace('_', '-')))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no policy '" + text + "', only "
                            + String.join(
                                    ", ",
                                    Stream.of(Policy.values())
                                            .map(Policy::label)
                                            .toList())));
        }
    }
}
