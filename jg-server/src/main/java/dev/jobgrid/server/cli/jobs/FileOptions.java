package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.job.JobFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            description =
                    "Files to upload to /workspace/inputs: all words up to one that names none. A folder stands for the"
                            + " files in it, and a pattern such as 'data/*.csv' for those of that name. Repeatable.")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = "--script", paramLabel = "FILE", description = "File to upload to /workspace/scripts. Repeatable.")
    private List<Path> scripts = new ArrayList<>();

    private List<Path> foundInputs = List.of();
    private List<Path> foundScripts = List.of();

    /**
     * Checks that they are there, before anything else is done.
     *
     * @throws ParameterException if one is not
     */
    void check() throws IOException {
        try {
            foundInputs = LocalFiles.of(inputs);
            foundScripts = LocalFiles.of(scripts);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (foundInputs.size() > JobFiles.MAX_INPUTS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--input stands for " + foundInputs.size() + " files, at most " + JobFiles.MAX_INPUTS
                            + " are allowed in a job; upload an archive of them");
        }
    }

    /** Uploads them, and names them in the draft. */
    void upload(JobGrid grid, ObjectNode draft) throws IOException {
        upload(grid, foundInputs, InputKind.INPUT, draft, "input_files");
        upload(grid, foundScripts, InputKind.SCRIPT, draft, "script_files");
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
