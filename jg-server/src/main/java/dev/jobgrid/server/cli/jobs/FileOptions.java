package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.inputs.InputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Files to upload for a job. */
final class FileOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            parameterConsumer = NamedFiles.class,
            description = "Files to upload to /workspace/inputs: all words up to one that names none. Repeatable.")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = "--script", paramLabel = "FILE", description = "File to upload to /workspace/scripts. Repeatable.")
    private List<Path> scripts = new ArrayList<>();

    /**
     * Checks that they are there, before anything else is done.
     *
     * @throws ParameterException if one is not
     */
    void check() {
        Stream.concat(inputs.stream(), scripts.stream())
                .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file))
                .findFirst()
                .ifPresent(file -> {
                    throw new ParameterException(spec.commandLine(), file + " is not a file that can be read");
                });
    }

    /** Uploads them, and names them in the draft. */
    void upload(JobGrid grid, ObjectNode draft) throws IOException {
        upload(grid, inputs, InputKind.INPUT, draft, "input_files");
        upload(grid, scripts, InputKind.SCRIPT, draft, "script_files");
    }

    private void upload(JobGrid grid, List<Path> files, InputKind kind, ObjectNode draft, String field)
            throws IOException {
        if (files.isEmpty()) {
            return;
        }
        ArrayNode named = draft.get(field) instanceof ArrayNode known ? known : draft.putArray(field);
        Uploader uploader = Uploader.of(grid, spec);
        for (Path file : files) {
            named.addObject().put("input_id", uploader.upload(file, kind).id().value());
        }
    }
}
