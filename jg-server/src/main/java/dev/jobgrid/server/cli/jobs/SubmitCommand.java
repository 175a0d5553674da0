package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.wire.response.SubmitJson;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Submits a job. */
@Command(
        name = "submit",
        description = {"Submit a job and print its id.", "'jg run' also follows it."},
        footer = {
            "",
            "Example: jg submit --workload inference --model-size 7 --name chat --image acme/llm:1 --command python"
                    + " --arg serve.py"
        },
        mixinStandardHelpOptions = true)
public final class SubmitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DraftOptions draft = new DraftOptions();

    @Mixin
    private PlanOption plan = new PlanOption();

    @Mixin
    private FileOptions files = new FileOptions();

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        ObjectNode fields = plan.plan().isPresent() ? draft.readGiven() : draft.read();
        files.find(fields);
        draft.checked(fields);
        Receipt receipt;
        try (JobGrid target = grid.openNew()) {
            files.upload(target, fields);
            receipt = target.submit(draft.checked(fields), plan.options());
        }
        receipt.warnings().forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
        if (grid.isLocal()) {
            spec.commandLine().getErr().println("the job runs once a server or a following command runs on the folder");
        }
        String id = receipt.job().id().value();
        output.print(id, List.of(List.of(id)), () -> SubmitJson.of(receipt));
        return 0;
    }
}
