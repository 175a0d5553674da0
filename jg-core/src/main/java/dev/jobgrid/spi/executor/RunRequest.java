package dev.jobgrid.spi.executor;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that an executor needs for one run of a job.
 *
 * @param key which run; launching the same key twice gives the same run
 * @param image image reference
 * @param command the command; the image's own if absent
 * @param environment all variables, the platform's included
 * @param files inputs and scripts to stage first
 * @param placement node and devices; a cluster that places by itself reads the node as its partition
 * @param timeout the longest the program may run; the grid enforces it, and an engine should too if it can
 * @param mounts names of the node's mounts to provide; the job has access to them
 */
public record RunRequest(
        RunKey key,
        String image,
        Optional<Command> command,
        Environment environment,
        List<StagedFile> files,
        Placement placement,
        Optional<Duration> timeout,
        List<String> mounts) {
    /** Copies the lists. */
    public RunRequest {
        files = List.copyOf(files);
        mounts = List.copyOf(mounts);
    }

    /** A run without mounts. */
    public RunRequest(
            RunKey key,
            String image,
            Optional<Command> command,
            Environment environment,
            List<StagedFile> files,
            Placement placement,
            Optional<Duration> timeout) {
        this(key, image, command, environment, files, placement, timeout, List.of());
    }
}
