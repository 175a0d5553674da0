package dev.jobgrid.server.cli;

import dev.jobgrid.server.demo.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes one job from estimate to artifact. */
@Command(
        name = "demo",
        description = {
            "Run one job from its estimate to a downloaded artifact, on a grid of its own in a" + " temporary folder.",
            "The job counts the lines and bytes of FILE and hashes it. Without a GPU it runs on a" + " simulated one."
        },
        footer = {
            "",
            "Only the artifact is kept. With --keep the grid stays until Ctrl-C, to look at its console.",
            "",
            "Exit code: 0 if the artifact is correct, 1 if not.",
            "",
            "Examples:",
            "  jg demo data.csv",
            "  jg demo --keep"
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Input of the job. Default: README.md of JobGrid.")
    private @Nullable Path file;

    @Option(
            names = "--keep",
            description = "Keep the grid until Ctrl-C, and print the address of its console and a key for it.")
    private boolean keeps;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path input = input();
        OneLineLog.show(Level.WARNING);
        Screen screen = new Screen(spec.commandLine().getOut(), Screen.wantsColours(System.getenv()));
        try (DemoGrid grid = new DemoGrid(screen, Files.createTempDirectory("jobgrid-demo-"))) {
            boolean isCorrect = grid.run(input);
            if (keeps) {
                grid.stay();
            }
            return isCorrect ? 0 : 1;
        }
    }

    private Path input() {
        Path chosen = file == null ? Path.of(System.getProperty("jg.home", ""), "README.md") : file;
        if (!Files.isRegularFile(chosen) || !Files.isReadable(chosen)) {
            throw new ParameterException(spec.commandLine(), chosen + " is not a file that can be read");
        }
        return chosen;
    }
}
