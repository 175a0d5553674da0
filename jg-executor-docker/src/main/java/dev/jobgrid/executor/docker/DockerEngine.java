package dev.jobgrid.executor.docker;

import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.executor.docker.internal.engine.EngineConfig;
import dev.jobgrid.executor.docker.internal.http.EngineAddress;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.HostMount;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Docker Engine, or a Podman with its API: a node of the grid.
 *
 * @param name the node's name, by the rules of {@link NodeName}
 * @param uri {@code unix:///path}, or {@code tcp://host:port}
 * @param tls TLS of a TCP connection; without it anyone on the network path can run containers
 * @param region its region; empty if that does not matter
 * @param gpus how its GPUs are found
 * @param hourlyRate price of one GPU per hour; the model's default if absent
 * @param diskBytes free disk for jobs; measured if absent and the Engine is on this host
 * @param labels labels of every container there, beside JobGrid's own, for other tools
 * @param mounts folders of its host that jobs may request
 */
public record DockerEngine(
        String name,
        String uri,
        Optional<TlsFiles> tls,
        String region,
        GpuSource gpus,
        Optional<Usd> hourlyRate,
        OptionalLong diskBytes,
        Map<String, String> labels,
        List<HostMount> mounts) {
    private static final String UNIX = "unix://";

    /** Checks name, URI, labels and mounts. */
    public DockerEngine {
        if (!uri.matches("unix:///.+|tcp://[^/]+") || !isAddress(uri)) {
            throw new IllegalArgumentException(
                    "the Engine '" + name + "' has the address '" + uri + "'; it is unix:///PATH or tcp://HOST:PORT");
        }
        labels = Map.copyOf(labels);
        if (labels.keySet().stream().anyMatch(label -> label.startsWith(ContainerNames.OWN))) {
            throw new IllegalArgumentException("labels that begin with " + ContainerNames.OWN + " are JobGrid's own");
        }
        mounts = HostMount.distinct(mounts);
        new NodeName(name);
    }

    private static boolean isAddress(String text) {
        try {
            return address(text).getHost() != null
                    || Path.of(address(text).getPath()).isAbsolute();
        } catch (URISyntaxException | IllegalArgumentException e) {
            // The latter also for a number in an IPv6 address that an int cannot hold.
            return false;
        }
    }

    /** The literal path of a socket's file, without URI encoding. */
    private static URI address(String text) throws URISyntaxException {
        return text.startsWith(UNIX) ? new URI("unix", null, text.substring(UNIX.length()), null) : new URI(text);
    }

    EngineConfig config() {
        try {
            return new EngineConfig(
                    this, new EngineAddress(name, address(uri), tls.map(TlsFiles::context)), gpus.declaration());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("checked when it was made", e);
        }
    }

    /** An Engine with detected GPUs. */
    public static DockerEngine at(String name, String uri) {
        return new DockerEngine(
                name,
                uri,
                Optional.empty(),
                "",
                GpuSource.detected(),
                Optional.empty(),
                OptionalLong.empty(),
                Map.of(),
                List.of());
    }

    /**
     * The Engine of this host's docker command: DOCKER_HOST, over TLS if DOCKER_TLS_VERIFY is set, with the files of
     * DOCKER_CERT_PATH; else the default socket.
     */
    public static DockerEngine local() {
        return local(System.getenv());
    }

    static DockerEngine local(Map<String, String> environment) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        DockerEngine engine = at("local", host.isBlank() ? "unix:///var/run/docker.sock" : host);
        if (environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty()) {
            return engine;
        }
        String own = Path.of(System.getProperty("user.home"), ".docker").toString();
        return engine.tls(TlsFiles.in(Path.of(environment.getOrDefault("DOCKER_CERT_PATH", own))));
    }

    /** The same over TLS. */
    public DockerEngine tls(TlsFiles value) {
        return new DockerEngine(name, uri, Optional.of(value), region, gpus, hourlyRate, diskBytes, labels, mounts);
    }

    /** The same in another region. */
    public DockerEngine region(String value) {
        return new DockerEngine(name, uri, tls, value, gpus, hourlyRate, diskBytes, labels, mounts);
    }

    /** The same with these GPUs. */
    public DockerEngine gpus(GpuSource value) {
        return new DockerEngine(name, uri, tls, region, value, hourlyRate, diskBytes, labels, mounts);
    }

    /** The same with this price of a GPU per hour. */
    public DockerEngine hourlyRate(Usd value) {
        return new DockerEngine(name, uri, tls, region, gpus, Optional.of(value), diskBytes, labels, mounts);
    }

    /** The same with this free disk. */
    public DockerEngine diskBytes(long value) {
        return new DockerEngine(name, uri, tls, region, gpus, hourlyRate, OptionalLong.of(value), labels, mounts);
    }

    /** The same with these labels on its containers. */
    public DockerEngine labels(Map<String, String> value) {
        return new DockerEngine(name, uri, tls, region, gpus, hourlyRate, diskBytes, value, mounts);
    }

    /** The same with these mounts. */
    public DockerEngine mounts(List<HostMount> value) {
        return new DockerEngine(name, uri, tls, region, gpus, hourlyRate, diskBytes, labels, value);
    }
}
