package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.DurationConverter;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.CompiledEstimateJson;
import dev.jobgrid.wire.response.EstimateJson;
import dev.jobgrid.wire.response.LaunchPlanJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a job would cost and where it would run. */
@Command(
        name = "estimate",
        description = {
            "Show what a job would cost, when it would start, and what rules out each other offer.",
            "Nothing is submitted. With --hold the place is held, until 'jg run --plan ID' starts the job on it."
        },
        footer = {
            "",
            "Exit code: 0 if the job could be submitted and there is capacity for it, 1 if not.",
            "",
            "Example: jg estimate --workload training --model-size 13 --image acme/trainer:1",
            "         jg estimate --hold 5m --gpu L4 acme/trainer:1 -- python train.py"
        },
        mixinStandardHelpOptions = true)
public final class EstimateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DraftOptions draft = new DraftOptions();

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Hold the place for that long, 10s to 15m, and print the launch plan. It ends by itself; 'jg"
                    + " cancel ID' gives it back.")
    private @Nullable Duration hold;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "With --hold: how long to wait for a place, up to 30s. Default: 2s.")
    private @Nullable Duration maxWait;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Draft checked = draft.checked(draft.read());
        if (hold != null) {
            PlanOptions options = PlanOptions.DEFAULT.withHold(hold);
            return hold(checked, maxWait == null ? options : options.withMaxWait(maxWait));
        }
        if (maxWait != null) {
            throw new ParameterException(
                    spec.commandLine(), "--wait is for a launch plan; give --hold with it, or leave it out");
        }
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

    private int hold(Draft checked, PlanOptions options) throws IOException {
        Estimate estimate;
        LaunchPlan plan;
        try (JobGrid target = grid.follow()) {
            estimate = target.estimate(checked);
            plan = target.plan(checked, options);
        }
        if (output.isTable()) {
            spec.commandLine().getErr().println("start it: jg run --plan " + plan.id() + grid.again());
        }
        output.print(
                plan.id().value(),
                LaunchPlanText.facts(plan, Instant.now()),
                () -> new CompiledEstimateJson(EstimateJson.of(checked, estimate), LaunchPlanJson.of(plan), null));
        return ExitCode.OK;
    }
}
