package dev.jobgrid.server.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
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
    void list(
            @Mixin KeysCommand.Place place,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "given-up",
                            description =
                                    "State of the callbacks: pending, delivered or given-up. Default: ${DEFAULT-VALUE}.")
                    String state)
            throws IOException {
        place.send(spec, "callbacks list", Map.of("state", List.of(state)));
    }

    @Command(
            name = "retry",
            description = "Send callbacks again at once: those of the given jobs, or all that were given up.",
            footer = {"", "Example: jg callbacks retry job_123"},
            mixinStandardHelpOptions = true)
    void retry(
            @Mixin KeysCommand.Place place,
            @Parameters(
                            paramLabel = "JOB",
                            arity = "0..*",
                            description = "Ids of the jobs. Default: all jobs whose callback was given up.")
                    @Nullable
                    List<String> jobs)
            throws IOException {
        place.send(spec, "callbacks retry", Map.of("job", jobs == null ? List.of() : jobs));
    }
}
