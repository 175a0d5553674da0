package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.id.JobId;
import dev.jobgrid.server.cli.grid.CommandFailure;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.ArtifactsJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and fetches what jobs left behind. */
@Command(
        name = "artifacts",
        description = "List and download the files that a job left in /workspace/artifacts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ArtifactsCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            description = "List the artifacts of a job, by path.",
            footer = {"", "Example: jg artifacts list job_123"},
            mixinStandardHelpOptions = true)
    int list(
            @Parameters(paramLabel = "JOB", converter = JobIdConverter.class, description = "Id of the job.") JobId id,
            @Mixin GridOptions grid,
            @Mixin OutputOptions output)
            throws IOException {
        List<Artifact> artifacts;
        try (JobGrid source = grid.open()) {
            artifacts = source.artifacts(id).list();
        }
        output.print(JobTables.artifacts(Instant.now()), artifacts, () -> ArtifactsJson.of(artifacts), "/artifacts");
        return ExitCode.OK;
    }

    @Command(
            name = "get",
            description = {
                "Download artifacts of a job, and check their size and hash.",
                "An interrupted download is resumed; a file that is complete is skipped."
            },
            footer = {
                "",
                "Exit code: 125 if some of all artifacts could not be stored.",
                "",
                "Example: jg artifacts get job_123 model.bin --out results"
            },
            mixinStandardHelpOptions = true)
    int get(
            @Parameters(
                            index = "0",
                            paramLabel = "JOB",
                            converter = JobIdConverter.class,
                            description = "Id of the job.")
                    JobId id,
            @Parameters(
                            index = "1..*",
                            arity = "0..*",
                            paramLabel = "ARTIFACT",
                            description = "Paths or ids of artifacts. Default: all.")
                    @Nullable
                    List<String> wanted,
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            defaultValue = ".",
                            description = "Target folder. Default: the current one.")
                    Path out,
            @Option(names = "--overwrite", description = "Replace files of the same name. Default: end with an error.")
                    boolean overwrite,
            @Mixin GridOptions grid)
            throws IOException {
        Downloader.check(out, spec);
        List<String> names = wanted == null ? List.of() : wanted;
        try (JobGrid source = grid.follow()) {
            Downloader downloader = Downloader.of(source, out, overwrite, spec);
            for (Artifact artifact : chosen(id, source.artifacts(id).list(), names)) {
                spec.commandLine().getOut().println(downloader.download(artifact));
            }
            return !names.isEmpty() || downloader.isWhole(source.status(id)) ? ExitCode.OK : ExitCode.NOT_RUN;
        }
    }

    private static List<Artifact> chosen(JobId id, List<Artifact> artifacts, List<String> wanted) {
        wanted.stream()
                .filter(name -> artifacts.stream().noneMatch(artifact -> isCalled(artifact, name)))
                .findFirst()
                .ifPresent(name -> {
                    String known = artifacts.stream().map(Artifact::path).collect(Collectors.joining(", "));
                    throw new CommandFailure(
                            ExitCode.FAILED,
                            "job " + id + " has no artifact '" + name + "', only: "
                                    + (known.isEmpty() ? "none" : known));
                });
        return artifacts.stream()
                .filter(artifact -> wanted.isEmpty() || wanted.stream().anyMatch(name -> isCalled(artifact, name)))
                .toList();
    }

    private static boolean isCalled(Artifact artifact, String name) {
        return name.equals(artifact.path())
                || name.equals(ArtifactPath.FOLDER + "/" + artifact.path())
                || name.equals(artifact.id().value());
    }
}
