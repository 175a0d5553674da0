package dev.jobgrid.server.cli;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What nodes are said to be. */
final class NodeOptions {
    @Option(
            names = "--node",
            paramLabel = "KEY=VALUE,…",
            converter = NodeConverter.class,
            description = "A node and what it cannot report itself: docker=[NAME=]ADDRESS as of --docker, name=,"
                    + " region=, hourly-rate= in dollars per GPU, disk-gib= free for jobs,"
                    + " simulate-gpu=MODEL:GiB[xN], GPUs that are not detected as nvidia=, cdi= or"
                    + " rocm=MODEL:GiB:ID (repeatable), tls=DIR with ca.pem, cert.pem and key.pem for tcp://,"
                    + " and label.KEY= on its containers. Without docker= it is this host, with name=,"
                    + " region= and hourly-rate=. Repeatable.")
    private List<DeclaredNode> nodes = new ArrayList<>();

    /**
     * What is said of one.
     *
     * @param engine the Engine that it is; this host if absent
     * @param name what it is called
     * @param region where it is; empty if unknown
     * @param hourlyRate what one of its GPUs costs, by its model if absent; of an Engine this is in the Engine
     * @param hasGpus whether its GPUs are declared
     */
    record DeclaredNode(
            Optional<DockerEngine> engine,
            Optional<NodeName> name,
            String region,
            Optional<Usd> hourlyRate,
            boolean hasGpus) {}

    List<DeclaredNode> nodes() {
        return nodes;
    }
}
