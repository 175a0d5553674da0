package dev.jobgrid.server.cli;

import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.estimate.RouteTable.Row;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.server.DryRun;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.cli.jobs.DraftFile;
import dev.jobgrid.server.cli.jobs.OfferTable;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.EstimateJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows where a job would go, and why nowhere else. */
@Command(
        name = "explain",
        description = {
            "Show where a job would run on this machine's GPUs, and why not elsewhere.",
            "Nothing runs. With --server or --context, the server explains it for its own GPUs."
                    + " With a catalog, what could be rented is also shown."
        },
        footer = {
            "",
            "Exit code: 0 if there is a place for the job, 1 if not.",
            "",
            "Example: jg explain -f job.json --simulate-gpu 'NVIDIA L4:24'"
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Job, as by -f.")
    private @Nullable Path draft;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Job as JSON or YAML, with the fields of the API; - reads stdin.")
    private @Nullable Path file;

    @Option(
            names = "--simulate-gpu",
            paramLabel = "MODEL:GiB[xN]",
            converter = GpuConverter.class,
            description = "Simulated GPUs, as of 'jg server'. Repeatable.")
    private List<SimulatedGpu> gpus = new ArrayList<>();

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "CSV or JSON file of GPU models, prices and profiles. Default: none.")
    private @Nullable Path catalog;

    @Option(names = "--rows", paramLabel = "N", description = "Maximum number of rows. Default: ${DEFAULT-VALUE}.")
    private int max = 30;

    @Mixin
    private RemoteOptions server = new RemoteOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        OneLineLog.show(Level.WARNING);
        Draft job = read();
        RouteTable table = server.isNamed() ? remote(job) : DryRun.of(job, gpus, Optional.ofNullable(catalog));
        PrintWriter out = spec.commandLine().getOut();
        if (output.isTable()) {
            table.estimate().screening().checks().forEach(check -> out.println(OfferTable.sentence(check)));
        }
        List<Row> rows = table.rows().stream().limit(max).toList();
        output.print(OfferTable.of(table), rows, () -> EstimateJson.of(job, table.estimate()), "/routing/considered");
        if (output.isTable() && table.rows().size() > max) {
            out.println("and " + (table.rows().size() - max) + " more; --rows shows more of them");
        }
        if (output.isTable() && table.rows().isEmpty()) {
            out.println("nothing to run on: declare a GPU with --simulate-gpu 'NVIDIA L4:24', or give a --catalog");
        }
        out.flush();
        return table.estimate().isAvailable() ? 0 : 1;
    }

    private Draft read() throws IOException {
        Path named = file == null ? draft : file;
        if (named == null || (file != null && draft != null)) {
            throw new ParameterException(spec.commandLine(), "give one job, as in 'jg explain -f job.yaml'");
        }
        try {
            return DraftFile.draft(DraftFile.read(named, Shell.of(spec).in()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private RouteTable remote(Draft job) throws IOException {
        if (!gpus.isEmpty() || catalog != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a server knows its own GPUs and prices; leave out --simulate-gpu and --catalog, or --server and"
                            + " --context");
        }
        try (JobGrid grid = GridOptions.connect(server.required(spec), spec)) {
            return RouteTable.of(grid.estimate(job));
        }
    }
}
