package dev.jobgrid.samples.server;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.process.SimulatedGpu;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a server is started with.
 *
 * @param data the folder that keeps everything; made if it is not there
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param gpus GPUs to declare: beside those that the machine has, or in place of those of a Docker Engine
 * @param needsGpu whether one GPU is declared if there would be none at all
 * @param stopGrace how long a program may take to end when asked to, before it is killed
 * @param docker runs jobs as containers; as processes of this machine if absent
 * @param catalog file of GPU models and prices, read again when it changes; what is built in if absent
 */
public record ServerSettings(
        Path data,
        String host,
        int port,
        List<SimulatedGpu> gpus,
        boolean needsGpu,
        Duration stopGrace,
        Optional<Docker> docker,
        Optional<Path> catalog) {
    /** With the built-in catalog. */
    public ServerSettings(
            Path data,
            String host,
            int port,
            List<SimulatedGpu> gpus,
            boolean needsGpu,
            Duration stopGrace,
            Optional<Docker> docker) {
        this(data, host, port, gpus, needsGpu, stopGrace, docker, Optional.empty());
    }

    /** Makes the folder absolute, and copies the list. */
    public ServerSettings {
        data = data.toAbsolutePath().normalize();
        gpus = List.copyOf(gpus);
    }

    /**
     * A Docker Engine to run jobs on.
     *
     * @param engine which
     * @param pull when it fetches images
     */
    public record Docker(DockerEngine engine, PullPolicy pull) {}
}
