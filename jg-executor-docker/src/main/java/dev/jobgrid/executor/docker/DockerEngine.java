package dev.jobgrid.executor.docker;

import dev.jobgrid.id.NodeId;
import dev.jobgrid.routing.Usd;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One Docker Engine: a node of the grid.
 *
 * @param name names the node, as {@link NodeId} allows
 * @param uri {@code unix:///path}, or {@code tcp://host:port}
 * @param tls what a TCP connection is secured with; one without lets anyone on the way run containers
 * @param region where it is; empty if that does not matter
 * @param gpus how its GPUs are known
 * @param hourlyRate price of one GPU an hour; what is usual for the model if absent
 * @param diskBytes free disk that jobs may count on; what is seen there if the Engine is on this host and it is absent
 */
public record DockerEngine(
        String name,
        String uri,
        Optional<TlsFiles> tls,
        String region,
        GpuSource gpus,
        Optional<Usd> hourlyRate,
        OptionalLong diskBytes) {
    /** Checks name and URI. */
    public DockerEngine {
        if (!uri.startsWith("unix:///") && !uri.startsWith("tcp://")) {
            throw new IllegalArgumentException(
                    "the Engine '" + name + "' has the address '" + uri + "'; it starts with unix:/// or tcp://");
        }
        new NodeId(name);
    }

    /** An Engine whose GPUs it tells itself. */
    public static DockerEngine at(String name, String uri) {
        return new DockerEngine(
                name, uri, Optional.empty(), "", GpuSource.detected(), Optional.empty(), OptionalLong.empty());
    }

    /** The Engine that the docker command of this host talks to: DOCKER_HOST, else the usual socket. */
    public static DockerEngine local() {
        String host = System.getenv("DOCKER_HOST");
        boolean isSet = host != null && !host.isBlank();
        return at("local", isSet ? host : "unix:///var/run/docker.sock");
    }

    /** The same, over TLS. */
    public DockerEngine tls(TlsFiles files) {
        return new DockerEngine(name, uri, Optional.of(files), region, gpus, hourlyRate, diskBytes);
    }

    /** The same, elsewhere. */
    public DockerEngine region(String value) {
        return new DockerEngine(name, uri, tls, value, gpus, hourlyRate, diskBytes);
    }

    /** The same, with these GPUs. */
    public DockerEngine gpus(GpuSource value) {
        return new DockerEngine(name, uri, tls, region, value, hourlyRate, diskBytes);
    }

    /** The same, at this price of a GPU an hour. */
    public DockerEngine hourlyRate(Usd value) {
        return new DockerEngine(name, uri, tls, region, gpus, Optional.of(value), diskBytes);
    }

    /** The same, with so much free disk. */
    public DockerEngine diskBytes(long value) {
        return new DockerEngine(name, uri, tls, region, gpus, hourlyRate, OptionalLong.of(value));
    }
}
