package dev.jobgrid.server.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives workspaces credits, and shows what became of them. */
@Command(
        name = "credits",
        description = {
            "Add credits to workspaces and show their use, whether the server runs or not.",
            "Jobs are charged by a server that was started with --credits."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CreditsCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "add",
            description = "Add credits to a workspace.",
            footer = {"", "Example: jg credits add 25 --workspace team-a --reference invoice-7"},
            mixinStandardHelpOptions = true)
    void add(
            @Mixin KeysCommand.Place place,
            @Option(
                            names = "--reference",
                            paramLabel = "TEXT",
                            required = true,
                            description =
                                    "Reference of the top-up, such as an invoice number. Each reference is booked once.")
                    String reference,
            @Parameters(paramLabel = "USD", description = "Amount in dollars, such as 25 or 0.5.") String amount)
            throws IOException {
        place.send(spec, "credits add", Map.of("amount", List.of(amount), "reference", List.of(reference)));
    }

    @Command(
            name = "balance",
            description = "Show the credits of a workspace.",
            footer = {"", "Example: jg credits balance --workspace team-a"},
            mixinStandardHelpOptions = true)
    void balance(@Mixin KeysCommand.Place place) throws IOException {
        place.send(spec, "credits balance", Map.of());
    }

    @Command(
            name = "history",
            description = "List the last 50 credit movements of a workspace, newest first.",
            footer = {"", "Example: jg credits history"},
            mixinStandardHelpOptions = true)
    void history(@Mixin KeysCommand.Place place) throws IOException {
        place.send(spec, "credits history", Map.of());
    }
}
