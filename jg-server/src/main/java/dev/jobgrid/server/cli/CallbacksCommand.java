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
        description = "Shows callbacks of a server's data folder, and sends them again.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CallbacksCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            description = "Shows callbacks, newest first.",
            footer = {"", "Example: jg callbacks list --state pending"},
            mixinStandardHelpOptions = true)
    void list(
            @Mixin KeysCommand.Place place,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "given-up",
                            description = "pending, delivered or given-up. Default: ${DEFAULT-VALUE}.")
                    String state)
            throws IOException {
        place.give(spec, "callbacks list", Map.of("state", List.of(state)));
    }

    @Command(
            name = "retry",
            description = "Makes callbacks due at once: those of the jobs named, or else all that were given up.",
            footer = {"", "Example: jg callbacks retry job_123"},
            mixinStandardHelpOptions = true)
    void retry(
            @Mixin KeysCommand.Place place,
            @Parameters(paramLabel = "JOB", arity = "0..*", description = "Ids of jobs.") @Nullable List<String> jobs)
            throws IOException {
        place.give(spec, "callbacks retry", Map.of("job", jobs == null ? List.of() : jobs));
    }
}
