package dev.jobgrid.samples.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes one job from estimate to artifact. */
@Command(
        name = "demo",
        description = "Takes one job from its estimate to a downloaded artifact, on a grid of its own.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What the job reads; JobGrid's README.md by default.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        throw new IllegalStateException("not built yet: " + file);
    }
}
