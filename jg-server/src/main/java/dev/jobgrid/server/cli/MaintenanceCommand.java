package dev.jobgrid.server.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Closes parts of a server for a while. */
@Command(
        name = "maintenance",
        description = {"Close parts of a running server to new requests, and open them again.", "Reads and jobs go on."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class MaintenanceCommand {
    private static final String PARTS = "Part to close or open: jobs, inputs or artifacts. Default: ${DEFAULT-VALUE}.";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "on",
            description = "Close a part.",
            footer = {"", "Example: jg maintenance on --part inputs --message 'disk is being replaced'"},
            mixinStandardHelpOptions = true)
    void on(
            @Mixin KeysCommand.Place place,
            @Option(names = "--part", paramLabel = "PART", defaultValue = "jobs", description = PARTS) String part,
            @Option(
                            names = "--message",
                            paramLabel = "TEXT",
                            defaultValue = "closed for maintenance; try again later",
                            description = "Message for clients. Default: ${DEFAULT-VALUE}.")
                    String message)
            throws IOException {
        place.send(spec, "maintenance on", Map.of("part", List.of(part), "message", List.of(message)));
    }

    @Command(
            name = "off",
            description = "Open a part again.",
            footer = {"", "Example: jg maintenance off --part inputs"},
            mixinStandardHelpOptions = true)
    void off(
            @Mixin KeysCommand.Place place,
            @Option(names = "--part", paramLabel = "PART", defaultValue = "jobs", description = PARTS) String part)
            throws IOException {
        place.send(spec, "maintenance off", Map.of("part", List.of(part)));
    }

    @Command(
            name = "show",
            description = "Show the closed parts.",
            footer = {"", "Example: jg maintenance show"},
            mixinStandardHelpOptions = true)
    void show(@Mixin KeysCommand.Place place) throws IOException {
        place.send(spec, "maintenance show", Map.of());
    }
}
