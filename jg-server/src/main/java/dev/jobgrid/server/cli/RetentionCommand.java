package dev.jobgrid.server.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets go of what a server need not keep. */
@Command(
        name = "retention",
        description = {
            "Show what the retention rules would remove from a server's data, or remove it now.",
            "A server applies its own rules (--keep) once an hour."
        },
        footer = {"", "Example: jg retention --keep jobs=90d,logs=30d/10G"},
        mixinStandardHelpOptions = true)
final class RetentionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KeysCommand.Place place = new KeysCommand.Place();

    @Option(names = "--now", description = "Remove now. Default: only show.")
    private boolean now;

    @Option(names = "--dry-run", description = "Only show, even with --now or --adopt-blobs.")
    private boolean dryRun;

    @Option(
            names = "--adopt-blobs",
            description = "Declare that no other store uses the server's blobs, and remove all orphaned ones. Use"
                    + " it when the server logs that orphaned blobs were not removed.")
    private boolean adoptBlobs;

    @Option(
            names = "--keep",
            paramLabel = "RULES",
            description = "Retention rules in place of the server's own, as of 'jg server --keep'.")
    private String keep = "";

    @Override
    public Integer call() throws IOException {
        place.send(spec, order(), keep.isEmpty() ? Map.of() : Map.of("keep", List.of(keep)));
        return 0;
    }

    private String order() {
        if (dryRun || !now && !adoptBlobs) {
            return "retention preview";
        }
        return adoptBlobs ? "retention adopt" : "retention run";
    }
}
