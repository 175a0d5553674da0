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
            "Shows what of a server's data folder would go by its rules of retention, or lets it go now. A server does"
                    + " that by itself once an hour; its rules are those that it was started with (--keep)."
        },
        footer = {"", "Example: jg retention --keep jobs=90d,logs=30d/10G"},
        mixinStandardHelpOptions = true)
final class RetentionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KeysCommand.Place place = new KeysCommand.Place();

    @Option(names = "--now", description = "Lets it go. Without it nothing is changed.")
    private boolean now;

    @Option(names = "--dry-run", description = "Changes nothing, as without any option.")
    private boolean dryRun;

    @Option(
            names = "--adopt-blobs",
            description = {
                "Declares that no other store uses the server's blobs, and removes the orphaned ones, however many. For when"
                        + " the server logs that orphaned blobs were not removed."
            })
    private boolean adoptBlobs;

    @Option(
            names = "--keep",
            paramLabel = "RULES",
            description = "Rules in place of the server's own, as for 'server --keep'.")
    private String keep = "";

    @Override
    public Integer call() throws IOException {
        place.give(spec, order(), keep.isEmpty() ? Map.of() : Map.of("keep", List.of(keep)));
        return 0;
    }

    private String order() {
        if (dryRun || !now && !adoptBlobs) {
            return "retention preview";
        }
        return adoptBlobs ? "retention adopt" : "retention run";
    }
}
