package dev.jobgrid.server.cli;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that declare nodes. */
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
     * A declared node.
     *
     * @param engine its Engine; this host if absent
     * @param name its name
     * @param region its region; empty if unknown
     * @param hourlyRate the price of one of its GPUs; by its model if absent. Of an Engine, the Engine has it
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
