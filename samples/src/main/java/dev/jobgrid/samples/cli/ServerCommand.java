package dev.jobgrid.samples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the standalone server. */
@Command(name = "server", description = "Runs the standalone server.", mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port = 8080;

    @Override
    public Integer call() {
        throw new IllegalStateException("not built yet: " + port);
    }
}
