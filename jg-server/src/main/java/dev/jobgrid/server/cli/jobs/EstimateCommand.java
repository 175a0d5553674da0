package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.EstimateJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a job would cost and where it would run. */
@Command(
        name = "estimate",
        description = {
            "Show what a job would cost, when it would start, and what rules out each other offer.",
            "Nothing is submitted."
        },
        footer = {
            "",
            "Exit code: 0 if the job could be submitted and there is capacity for it, 1 if not.",
            "",
            "Example: jg estimate --workload training --model-size 13 --image acme/trainer:1"
        },
        mixinStandardHelpOptions = true)
public final class EstimateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DraftOptions draft = new DraftOptions();

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Draft checked = draft.checked(draft.read());
        Estimate estimate;
        try (JobGrid source = grid.openNew()) {
            estimate = source.estimate(checked);
        }
        RouteTable table = RouteTable.of(estimate);
        PrintWriter err = spec.commandLine().getErr();
        if (output.isTable()) {
            EstimateText.line(estimate).ifPresent(err::println);
            estimate.screening().checks().forEach(check -> err.println(OfferTable.sentence(check)));
        }
        output.print(
                OfferTable.of(table), table.rows(), () -> EstimateJson.of(checked, estimate), "/routing/considered");
        return estimate.isAvailable() ? ExitCode.OK : ExitCode.FAILED;
    }
}
