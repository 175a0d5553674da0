package dev.jobgrid.server.cli;

import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows callbacks, and sends them again. */
@Command(
        name = "callbacks",
        description = "List the callbacks of a server and send them again.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CallbacksCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            description = "List callbacks, newest first.",
            footer = {"", "Example: jg callbacks list --state pending"},
            mixinStandardHelpOptions = true)
    int list(
            @Mixin FolderOptions folder,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "given-up",
                            description =
                                    "State of the callbacks: pending, delivered or given-up. Default: ${DEFAULT-VALUE}.")
                    String state)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            CallbackProgress.State wanted = FolderOptions.constant(CallbackProgress.State.class, state);
            List<CallbackDelivery> found = store.storage().callbacks(folder.workspace(), wanted);
            found.forEach(one -> out.println(one.job().id() + "  " + one.receiver() + "  "
                    + one.progress().attempts() + " tries  " + one.created()));
            if (found.isEmpty()) {
                out.println("no callback is " + state);
            }
        });
    }

    @Command(
            name = "retry",
            description = "Send callbacks again at once: those of the given jobs, or all that were given up.",
            footer = {"", "Example: jg callbacks retry job_123"},
            mixinStandardHelpOptions = true)
    int retry(
            @Mixin FolderOptions folder,
            @Parameters(
                            paramLabel = "JOB",
                            arity = "0..*",
                            description = "Ids of the jobs. Default: all jobs whose callback was given up.")
                    @Nullable
                    List<String> jobs)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            List<JobId> asked = jobs == null || jobs.isEmpty()
                    ? store.storage().callbacks(folder.workspace(), CallbackProgress.State.GIVEN_UP).stream()
                            .map(one -> one.job().id())
                            .toList()
                    : jobs.stream().map(JobId::new).toList();
            for (JobId job : asked) {
                CallbackReport report = store.storage().retryCallback(new JobRef(folder.workspace(), job));
                out.println(job + ": due now, goes to " + report.delivery().receiver());
            }
            if (asked.isEmpty()) {
                out.println("no callback was given up");
            }
        });
    }
}
