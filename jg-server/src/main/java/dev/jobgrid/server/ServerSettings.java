package dev.jobgrid.server;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.executor.process.RunLimits;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.spi.executor.HostMount;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server is started with.
 *
 * @param data the folder that keeps everything; made if it is not there
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param gpus GPUs to declare: beside those that the machine has, or in place of those of the Docker Engines, to each
 * @param needsGpu whether one GPU is declared if there would be none at all
 * @param grid which jobs it runs, and how it looks after their runs
 * @param docker runs jobs as containers; as processes of this machine if absent
 * @param operation how it is operated
 */
public record ServerSettings(
        Path data,
        String host,
        int port,
        List<SimulatedGpu> gpus,
        boolean needsGpu,
        GridSettings grid,
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
     * @param files where the bytes of files lie
     * @param retention how long things are kept
     * @param hosts what the machines that run jobs give them
     */
    public record Operation(
            Callbacks callbacks,
            AccessLog accessLog,
            Optional<Postgres> postgres,
            Optional<Path> catalog,
            boolean credits,
            Files files,
            RetentionRules retention,
            Hosts hosts) {
        /** Plain callbacks, no access log, everything in the folder and kept for ever, the built-in catalog, nobody who pays. */
        public static final Operation PLAIN = new Operation(
                Callbacks.PLAIN,
                entry -> {},
                Optional.empty(),
                Optional.empty(),
                false,
                Files.PLAIN,
                RetentionRules.KEEP,
                Hosts.PLAIN);

        /** Operated plainly, on these machines. */
        public static Operation with(Hosts hosts) {
            return new Operation(
                    PLAIN.callbacks,
                    PLAIN.accessLog,
                    PLAIN.postgres,
                    PLAIN.catalog,
                    PLAIN.credits,
                    PLAIN.files,
                    PLAIN.retention,
                    hosts);
        }
    }

    /**
     * What the machines that run jobs give them.
     *
     * @param mounts folders that jobs may ask for
     * @param limits what one run may use
     * @param name what this machine is called if it runs the jobs; its host name if absent
     * @param region where it is then; empty if unknown
     * @param hourlyRate what one of its GPUs costs then; by its model if not given
     */
    public record Hosts(
            List<HostMount> mounts,
            RunLimits limits,
            Optional<NodeName> name,
            String region,
            Optional<Usd> hourlyRate) {
        /** No folders, and all that there is. */
        public static final Hosts PLAIN = new Hosts(List.of(), RunLimits.NONE, Optional.empty(), "", Optional.empty());

        /** Copies the list. */
        public Hosts {
            mounts = List.copyOf(mounts);
        }
    }

    /**
     * Where the bytes of files lie.
     *
     * @param folder which folder; one in the data folder if absent. Servers that share a database share it too
     * @param max how many bytes it may hold
     * @param s3 a bucket instead
     */
    public record Files(Optional<Path> folder, OptionalLong max, Optional<S3> s3) {
        /** A folder in the data folder, without a bound. */
        public static final Files PLAIN = new Files(Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /**
     * A bucket of an S3 store. Who asks is in the environment, as the AWS SDK reads it.
     *
     * @param endpoint where the store is
     * @param publicEndpoint where clients reach it, if elsewhere
     * @param region its region
     * @param bucket the bucket
     */
    public record S3(URI endpoint, Optional<URI> publicEndpoint, String region, String bucket) {}

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
            GridSettings grid,
            Optional<Docker> docker) {
        this(data, host, port, gpus, needsGpu, grid, docker, Operation.PLAIN);
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
     */
    public record Postgres(Secret url) {}
}
