package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.id.JobId;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Opens the console of a server. */
@Command(
        name = "open",
        description = {
            "Open the console of a server in a browser, at a job if one is named.",
            "Prints the address, too. The key is not part of it: sign in with it there."
        },
        footer = {"", "Example: jg open job_01m8t2wqp3c4zj6d9g2v7k5n8t"},
        mixinStandardHelpOptions = true)
public final class OpenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "JOB",
            converter = JobIdConverter.class,
            description = "Id of a job. Default: the overview.")
    private @Nullable JobId job;

    @Option(names = "--print", description = "Print the address only.")
    private boolean isPrinted;

    @Mixin
    private RemoteOptions server = new RemoteOptions();

    @Override
    public Integer call() throws IOException {
        String base = server.required(spec).base().toString().replaceAll("/+$", "");
        String address = base + GridServer.CONSOLE + "/" + (job == null ? "" : "jobs/" + job.value());
        spec.commandLine().getOut().println(address);
        spec.commandLine().getOut().flush();
        if (!isPrinted) {
            browse(address);
        }
        return ExitCode.OK;
    }

    /** By what the desktop has for it; where it has nothing, the printed address is all. */
    private static void browse(String address) {
        boolean isMac =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
        try {
            new ProcessBuilder(isMac ? "open" : "xdg-open", address)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // There is no such program here.
        }
    }
}
