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
            "Gives workspaces credits and shows what became of them, whether the server runs or not.",
            "Jobs are charged by a server that was started with --credits."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CreditsCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "add",
            description = "Tops up a workspace.",
            footer = {"", "Example: jg credits add 25 --workspace team-a --reference invoice-7"},
            mixinStandardHelpOptions = true)
    void add(
            @Mixin KeysCommand.Place place,
            @Option(
                            names = "--reference",
                            paramLabel = "TEXT",
                            required = true,
                            description = "What the top-up is called by, such as an invoice; done once for each.")
                    String reference,
            @Parameters(paramLabel = "USD", description = "How much: 25, 0.5.") String amount)
            throws IOException {
        place.give(spec, "credits add", Map.of("amount", List.of(amount), "reference", List.of(reference)));
    }

    @Command(
            name = "balance",
            description = "Shows what a workspace has.",
            footer = {"", "Example: jg credits balance --workspace team-a"},
            mixinStandardHelpOptions = true)
    void balance(@Mixin KeysCommand.Place place) throws IOException {
        place.give(spec, "credits balance", Map.of());
    }

    @Command(
            name = "history",
            description = "Shows what moved, the newest 50 first.",
            footer = {"", "Example: jg credits history"},
            mixinStandardHelpOptions = true)
    void history(@Mixin KeysCommand.Place place) throws IOException {
        place.give(spec, "credits history", Map.of());
    }
}
