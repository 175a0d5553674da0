package dev.jobgrid.server.cli;

import dev.jobgrid.errors.Check;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.request.JobRequestJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps a workspace's templates. */
@Command(
        name = "templates",
        description = "Manage the templates that jobs of a workspace may use, whether the server runs or not.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TemplatesCommand {
    private static final String SLUG = "Slug of the template, which jobs give in template_slug.";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            description = {
                "List the templates of a workspace.",
                "Of the key's, and those of the server for all, if a server is named and neither --data nor"
                        + " --workspace is."
            },
            footer = {"", "Example: jg templates list"},
            mixinStandardHelpOptions = true)
    int list(@Mixin FolderOptions folder, @Mixin RemoteOptions server) throws IOException {
        return folder.show(
                server,
                grid -> grid.templates().list(),
                store -> store.templates(folder.workspace()).list(),
                (all, out) -> {
                    all.forEach(template -> out.println(
                            template.slug() + "  " + template.draft().image()));
                    if (all.isEmpty()) {
                        out.println("the workspace has no templates");
                    }
                });
    }

    @Command(
            name = "put",
            description = "Create a template, or replace the one with the same slug.",
            footer = {"", "Example: jg templates put chat chat.json"},
            mixinStandardHelpOptions = true)
    int put(
            @Mixin FolderOptions folder,
            @Parameters(index = "0", paramLabel = "SLUG", description = SLUG) String slug,
            @Parameters(
                            index = "1",
                            paramLabel = "FILE",
                            description =
                                    "JSON file with fields of a submit: name, image, workload_type, command, routing.")
                    Path file)
            throws IOException {
        String text = FolderOptions.text(spec, file);
        return folder.run(spec, text, (store, out) -> {
            store.storage().templates(folder.workspace()).put(new JobTemplate(slug, draft(text)));
            out.println("template " + slug + " is there");
        });
    }

    private static JobSpec draft(String text) {
        Draft draft = JobRequestJson.read(text.getBytes(StandardCharsets.UTF_8));
        if (!draft.problems().isEmpty()) {
            throw new IllegalArgumentException(
                    draft.problems().stream().map(Check::message).collect(Collectors.joining("; ")));
        }
        if (!draft.warnings().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", draft.warnings()));
        }
        return draft.spec();
    }

    @Command(
            name = "remove",
            description = "Remove a template.",
            footer = {"", "Example: jg templates remove chat"},
            mixinStandardHelpOptions = true)
    int remove(@Mixin FolderOptions folder, @Parameters(paramLabel = "SLUG", description = SLUG) String slug)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            store.storage().templates(folder.workspace()).remove(slug);
            out.println("template " + slug + " is gone");
        });
    }
}
