package dev.jobgrid.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
            description = "List the templates of a workspace.",
            footer = {"", "Example: jg templates list"},
            mixinStandardHelpOptions = true)
    void list(@Mixin KeysCommand.Place place) throws IOException {
        place.send(spec, "templates list", Map.of());
    }

    @Command(
            name = "put",
            description = "Create a template, or replace the one with the same slug.",
            footer = {"", "Example: jg templates put chat chat.json"},
            mixinStandardHelpOptions = true)
    void put(
            @Mixin KeysCommand.Place place,
            @Parameters(index = "0", paramLabel = "SLUG", description = SLUG) String slug,
            @Parameters(
                            index = "1",
                            paramLabel = "FILE",
                            description =
                                    "JSON file with fields of a submit: name, image, workload_type, command, routing.")
                    Path file)
            throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), file + " is not a file that can be read");
        }
        place.send(spec, "templates put", Map.of("slug", List.of(slug), "draft", List.of(Files.readString(file))));
    }

    @Command(
            name = "remove",
            description = "Remove a template.",
            footer = {"", "Example: jg templates remove chat"},
            mixinStandardHelpOptions = true)
    void remove(@Mixin KeysCommand.Place place, @Parameters(paramLabel = "SLUG", description = SLUG) String slug)
            throws IOException {
        place.send(spec, "templates remove", Map.of("slug", List.of(slug)));
    }
}
