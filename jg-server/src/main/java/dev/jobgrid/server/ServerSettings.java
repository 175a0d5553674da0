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
 * The settings of a server.
 *
 * @param data the data folder; created if it does not exist
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param gpus GPUs to declare: besides those of the machine, or in place of those of each Docker Engine
 * @param needsGpu whether one GPU is declared if there would be none at all
 * @param grid the settings of the grid
 * @param docker runs jobs as containers; as processes of this machine if absent
 * @param operation the settings for operation
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
     * Settings for the operation of a server.
     *
     * @param callbacks the settings for callbacks
     * @param accessLog is told of each request
     * @param postgres a database that servers can share; in the data folder if absent
     * @param catalog file of GPU models and prices, read again when it changes; the built-in catalog if absent
     * @param credits whether jobs are charged credits
     * @param files where file contents are stored
     * @param retention the retention rules
     * @param hosts the hosts that run jobs
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
        /** Plain callbacks, no access log, everything kept in the data folder, the built-in catalog, no credits. */
        public static final Operation PLAIN = new Operation(
                Callbacks.PLAIN,
                entry -> {},
                Optional.empty(),
                Optional.empty(),
                false,
                Files.PLAIN,
                RetentionRules.KEEP,
                Hosts.PLAIN);

        /** The defaults, with these hosts. */
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
     * The hosts that run jobs.
     *
     * @param mounts folders that jobs may mount
     * @param limits the limits of a run
     * @param name the node name of this machine if it runs the jobs; its host name if absent
     * @param region its region; empty if unknown
     * @param hourlyRate the price of one of its GPUs; by its model if absent
     */
    public record Hosts(
            List<HostMount> mounts,
            RunLimits limits,
            Optional<NodeName> name,
            String region,
            Optional<Usd> hourlyRate) {
        /** No mounts and no limits. */
        public static final Hosts PLAIN = new Hosts(List.of(), RunLimits.NONE, Optional.empty(), "", Optional.empty());

        /** Copies the list. */
        public Hosts {
            mounts = List.copyOf(mounts);
        }
    }

    /**
     * Where file contents are stored.
     *
     * @param folder the folder; one in the data folder if absent. Servers that share a database need the same one
     * @param max the size limit in bytes
     * @param s3 a bucket in place of a folder
     */
    public record Files(Optional<Path> folder, OptionalLong max, Optional<S3> s3) {
        /** A folder in the data folder, without a bound. */
        public static final Files PLAIN = new Files(Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /**
     * A bucket of an S3 store. The AWS SDK reads the credentials from the environment.
     *
     * @param endpoint the URL of the store
     * @param publicEndpoint its URL for clients, if it differs
     * @param region its region
     * @param bucket the bucket
     */
    public record S3(URI endpoint, Optional<URI> publicEndpoint, String region, String bucket) {}

    /**
     * Settings for callbacks.
     *
     * @param secret the key that signs them
     * @param developmentMode whether they may go to this machine
     */
    public record Callbacks(Optional<Secret> secret, boolean developmentMode) {
        /** Unsigned, to the public internet only. */
        public static final Callbacks PLAIN = new Callbacks(Optional.empty(), false);
    }

    /** With the defaults for operation. */
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
     * @param engines the Engines
     * @param pull when they pull images
     */
    public record Docker(List<DockerEngine> engines, PullPolicy pull) {
        /** Copies the list. */
        public Docker {
            engines = List.copyOf(engines);
        }
    }

    /**
     * A PostgreSQL database for everything but file contents.
     *
     * @param url its JDBC URL, which may hold a password
     */
    public record Postgres(Secret url) {}
}
