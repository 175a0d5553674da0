package dev.jobgrid.server.cli;

import dev.jobgrid.Retention;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.server.admin.RetentionRulesParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows or applies the retention rules of a server. */
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
    private FolderOptions folder = new FolderOptions();

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
        return folder.run(spec, (store, out) -> {
            Retention retention =
                    store.storage().retention(keep.isEmpty() ? store.rules() : RetentionRulesParser.read(keep));
            if (dryRun || !now && !adoptBlobs) {
                print(out, "would go", retention.preview());
            } else {
                print(out, "went", adoptBlobs ? retention.adoptBlobs() : retention.run());
            }
        });
    }

    private static void print(PrintWriter out, String what, RetentionReport report) {
        boolean isNothing = true;
        for (RetentionPart part : RetentionPart.values()) {
            RetentionReport.Amount amount = report.of(part);
            if (amount.count() > 0) {
                isNothing = false;
                out.println(RetentionRulesParser.name(part) + "  " + amount.count() + " " + what
                        + (amount.bytes() > 0 ? ", " + amount.bytes() + " bytes" : ""));
            }
        }
        if (isNothing) {
            out.println("nothing " + what);
        }
        report.notRemovedReason().ifPresent(out::println);
    }
}
