package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.wire.request.JobRequestJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Files to upload for a job. */
final class FileOptions {
    private static final String INPUTS = "input_files";
    private static final String SCRIPTS = "script_files";
    /** Of an archive and a command: unpacks the one beside itself, and becomes the other. */
    private static final String UNPACK = "tar -xof \"$1\" -C \"${1%/*}\" && rm \"$1\" && shift && exec \"$@\"";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            parameterConsumer = NamedFiles.class,
            description =
                    "Files to upload to /workspace/inputs, and ids of uploaded ones: all words up to one that names none. A"
                            + " folder stands for what is in it, and a pattern such as 'data/*.csv' for what has such"
                            + " a name. Repeatable.")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "File to upload to /workspace/scripts, or the id of an uploaded one.")
    private List<Path> scripts = new ArrayList<>();

    private List<Path> foundInputs = List.of();
    private List<Path> foundScripts = List.of();

    /**
     * Finds them before anything else is done. Names the uploaded ones in the draft, and has its command unpack the folders.
     *
     * @throws ParameterException if one is not there, or two would have one name in the job
     */
    void find(ObjectNode draft) throws IOException {
        try {
            foundInputs = found(inputs, draft, INPUTS);
            foundScripts = found(scripts, draft, SCRIPTS);
            int all = foundInputs.size() + draft.path(INPUTS).size();
            if (!foundInputs.isEmpty() && all > JobFiles.MAX_INPUTS) {
                throw new IllegalArgumentException("--input stands for " + all + " files, at most "
                        + JobFiles.MAX_INPUTS + " are allowed in a job; upload an archive of them");
            }
            for (Path file : foundInputs) {
                if (Files.isDirectory(file)) {
                    unpack(file, draft);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Path> found(List<Path> words, ObjectNode draft, String field) throws IOException {
        words.stream().filter(NamedFiles::isUploaded).forEach(id -> name(draft, field, id.toString()));
        List<Path> files = LocalFiles.of(
                words.stream().filter(word -> !NamedFiles.isUploaded(word)).toList());
        Map<String, Path> named = new HashMap<>();
        for (Path file : files) {
            Path other = named.putIfAbsent(Uploader.name(file), file);
            if (other != null) {
                throw new IllegalArgumentException(other + " and " + file + " would both be " + Uploader.name(file)
                        + " in the job; give one of them another name");
            }
        }
        return files;
    }

    private static void unpack(Path folder, ObjectNode draft) {
        Command command = JobRequestJson.read(draft)
                .spec()
                .command()
                .orElseThrow(
                        () -> new IllegalArgumentException(folder + " is a folder in a folder, which the run unpacks"
                                + " before its command; give the command after --"));
        ArrayNode words = draft.putArray("command");
        Stream.of("sh", "-c", UNPACK, "sh", "/workspace/inputs/" + Uploader.name(folder))
                .forEach(words::add);
        command.words().forEach(words::add);
        draft.remove("args");
    }

    /** Uploads them, and names them in the draft. */
    void upload(JobGrid grid, ObjectNode draft) throws IOException {
        Uploader uploader = Uploader.of(grid, spec);
        for (Path file : foundInputs) {
            name(draft, INPUTS, uploader.upload(file, InputKind.INPUT).id().value());
        }
        for (Path file : foundScripts) {
            name(draft, SCRIPTS, uploader.upload(file, InputKind.SCRIPT).id().value());
        }
    }

    private static void name(ObjectNode draft, String field, String id) {
        ArrayNode named = draft.get(field) instanceof ArrayNode known ? known : draft.putArray(field);
        named.addObject().put("input_id", id);
    }
}
