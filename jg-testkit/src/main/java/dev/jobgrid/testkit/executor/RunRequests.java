package dev.jobgrid.testkit.executor;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Placement;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates requests for runs on one device of a node. Immutable.
 *
 * @param executor name of the executor
 * @param image image that has a POSIX sh
 * @param node where, with at least one device
 */
public record RunRequests(String executor, String image, GpuNode node) {
    /** A run of a new job. */
    public RunRequest of(Command command) {
        return of(new RunKey(new JobRef(WorkspaceId.DEFAULT, JobId.random()), 1), command);
    }

    /** A run with that key. */
    public RunRequest of(RunKey key, Command command) {
        return new RunRequest(
                key, image, Optional.of(command), Environment.EMPTY, List.of(), placement(), Optional.empty());
    }

    /** A run of a shell script. */
    public RunRequest script(String script) {
        return of(Command.of("sh", "-c", script));
    }

    /** The same request with variables. */
    public static RunRequest with(RunRequest request, Map<String, String> variables) {
        return new RunRequest(
                request.key(),
                request.image(),
                request.command(),
                new Environment(variables),
                request.files(),
                request.placement(),
                request.timeout(),
                request.mounts());
    }

    /** The same request with files. */
    public static RunRequest with(RunRequest request, List<StagedFile> files) {
        return new RunRequest(
                request.key(),
                request.image(),
                request.command(),
                request.environment(),
                files,
                request.placement(),
                request.timeout(),
                request.mounts());
    }

    /** The same request with these mounts. */
    public static RunRequest mounting(RunRequest request, String... mounts) {
        return new RunRequest(
                request.key(),
                request.image(),
                request.command(),
                request.environment(),
                request.files(),
                request.placement(),
                request.timeout(),
                List.of(mounts));
    }

    /** A file with that text. */
    public static StagedFile file(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new StagedFile(path, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    private Placement placement() {
        GpuNode.Device device = node.devices().get(0);
        return new Placement(
                executor,
                node.id(),
                List.of(device.id()),
                device.model(),
                device.simulated(),
                node.region(),
                device.hourlyRate(),
                List.of(),
                "the only one");
    }
}
