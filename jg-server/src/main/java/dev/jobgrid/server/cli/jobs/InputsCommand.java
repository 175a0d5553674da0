package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.InputsJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and uploads files for jobs. */
@Command(
        name = "inputs",
        description = "Upload files for jobs, and list them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class InputsCommand {
    /** As many as the API lists. */
    private static final int MAX_LISTED = 1_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            description = "List uploaded files and open uploads, newest first.",
            footer = {"", "Example: jg inputs list -o wide"},
            mixinStandardHelpOptions = true)
    int list(@Mixin GridOptions grid, @Mixin OutputOptions output) throws IOException {
        List<JobInput> inputs;
        try (JobGrid source = grid.open()) {
            inputs = source.inputs().list();
        }
        output.print(JobTables.inputs(Instant.now()), inputs, () -> InputsJson.of(inputs), "/inputs");
        if (inputs.size() == MAX_LISTED) {
            output.more("These are the newest " + MAX_LISTED + "; there may be older ones.");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "put",
            description = {
                "Upload files, and check what arrived.",
                "Jobs name them by id, in input_files or script_files. After a lost connection a file"
                        + " is sent again."
            },
            footer = {"", "Example: jg inputs put train.csv -o name"},
            mixinStandardHelpOptions = true)
    int put(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "1..*",
                            description = "Files to upload; a folder for the files in it, or a pattern: 'data/*.csv'.")
                    List<Path> files,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            defaultValue = "input",
                            description = "Folder of the job for them: input or script. Default: ${DEFAULT-VALUE}.")
                    InputKind kind,
            @Mixin GridOptions grid,
            @Mixin OutputOptions output)
            throws IOException {
        List<Path> found;
        try {
            found = LocalFiles.of(files);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        List<JobInput> inputs = new ArrayList<>();
        try (JobGrid target = grid.openNew()) {
            Uploader uploader = Uploader.of(target, spec);
            for (Path file : found) {
                inputs.add(uploader.upload(file, kind));
            }
        }
        output.print(JobTables.inputs(Instant.now()), inputs, () -> InputsJson.of(inputs), "/inputs");
        return ExitCode.OK;
    }
}
