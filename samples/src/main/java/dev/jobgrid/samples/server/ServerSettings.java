package dev.jobgrid.samples.server;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.http.AccessLog;
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
 * @param gpus GPUs to declare: beside those that the machine has, or in place of those of the Docker Engines, to each
 * @param needsGpu whether one GPU is declared if there would be none at all
 * @param stopGrace how long a program may take to end when asked to, before it is killed
 * @param docker runs jobs as containers; as processes of this machine if absent
 * @param operation how it is operated
 */
public record ServerSettings(
        Path data,
        String host,
        int port,
        List<SimulatedGpu> gpus,
        boolean needsGpu,
        Duration stopGrace,
        Optional<Docker> docker,
        Operation operation) {
    /**
     * How a server is operated.
     *
     * @param callbacks how callbacks are sent
     * @param accessLog hears of each request
     * @param postgres keeps jobs in a database that servers can share; in the folder if absent
     * @param catalog file of GPU models and prices, read again when it changes; what is built in if absent
     * @param credits whether jobs pay by credits
     */
    public record Operation(
            Callbacks callbacks,
            AccessLog accessLog,
            Optional<Postgres> postgres,
            Optional<Path> catalog,
            boolean credits) {
        /** Plain callbacks, no access log, everything in the folder, the built-in catalog, nobody who pays. */
        public static final Operation PLAIN =
                new Operation(Callbacks.PLAIN, entry -> {}, Optional.empty(), Optional.empty(), false);
    }

    /**
     * How callbacks are sent.
     *
     * @param secret what they are signed with
     * @param developmentMode whether they may go to this machine
     */
    public record Callbacks(Optional<Secret> secret, boolean developmentMode) {
        /** Unsigned, to the public internet only. */
        public static final Callbacks PLAIN = new Callbacks(Optional.empty(), false);
    }

    /** Operated plainly. */
    public ServerSettings(
            Path data,
            String host,
            int port,
            List<SimulatedGpu> gpus,
            boolean needsGpu,
            Duration stopGrace,
            Optional<Docker> docker) {
        this(data, host, port, gpus, needsGpu, stopGrace, docker, Operation.PLAIN);
    }

    /** Makes the folder absolute, and copies the list. */
    public ServerSettings {
        data = data.toAbsolutePath().normalize();
        gpus = List.copyOf(gpus);
    }

    /**
     * Docker Engines to run jobs on.
     *
     * @param engines which
     * @param pull when they fetch images
     */
    public record Docker(List<DockerEngine> engines, PullPolicy pull) {
        /** Copies the list. */
        public Docker {
            engines = List.copyOf(engines);
        }
    }

    /**
     * A PostgreSQL database to keep everything in but the bytes of files.
     *
     * @param url its JDBC URL, which may hold a password
     * @param blobs the folder with the bytes of files; servers that share the database share it too
     */
    public record Postgres(Secret url, Path blobs) {}
}
