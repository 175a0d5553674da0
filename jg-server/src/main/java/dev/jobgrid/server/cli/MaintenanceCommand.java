package dev.jobgrid.server.cli;

import dev.jobgrid.Maintenance;
import dev.jobgrid.submit.GridPart;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
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
    int on(
            @Mixin FolderOptions folder,
            @Option(names = "--part", paramLabel = "PART", defaultValue = "jobs", description = PARTS) String part,
            @Option(
                            names = "--message",
                            paramLabel = "TEXT",
                            defaultValue = "closed for maintenance; try again later",
                            description = "Message for clients. Default: ${DEFAULT-VALUE}.")
                    String message)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            Maintenance maintenance = store.storage().maintenance();
            maintenance.close(FolderOptions.constant(GridPart.class, part), message);
            print(maintenance, out);
        });
    }

    @Command(
            name = "off",
            description = "Open a part again.",
            footer = {"", "Example: jg maintenance off --part inputs"},
            mixinStandardHelpOptions = true)
    int off(
            @Mixin FolderOptions folder,
            @Option(names = "--part", paramLabel = "PART", defaultValue = "jobs", description = PARTS) String part)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            Maintenance maintenance = store.storage().maintenance();
            maintenance.open(FolderOptions.constant(GridPart.class, part));
            print(maintenance, out);
        });
    }

    @Command(
            name = "show",
            description = "Show the closed parts.",
            footer = {"", "Example: jg maintenance show"},
            mixinStandardHelpOptions = true)
    int show(@Mixin FolderOptions folder) throws IOException {
        return folder.run(spec, (store, out) -> print(store.storage().maintenance(), out));
    }

    private static void print(Maintenance maintenance, PrintWriter out) {
        Map<GridPart, String> closed = maintenance.closed();
        for (GridPart part : GridPart.values()) {
            out.println(part.name().toLowerCase(Locale.ROOT) + "  "
                    + (closed.containsKey(part) ? "closed: " + closed.get(part) : "open"));
        }
    }
}
