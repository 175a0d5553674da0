package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cancels jobs. */
@Command(
        name = "cancel",
        description =
                "Cancel jobs that have not ended, and print the ids of those that were cancelled. A launch plan is given"
                        + " back.",
        footer = {"", "Example: jg cancel job_123 --reason 'wrong data'"},
        mixinStandardHelpOptions = true)
public final class CancelCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 50;
    private static final int MAX_PAUSES = 1_200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "JOB", arity = "1..*", converter = JobIdConverter.class, description = "Ids of the jobs.")
    private List<JobId> ids = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Reason, for people. Default: ${DEFAULT-VALUE}.")
    private String reason = "cancelled by jg";

    @Mixin
    private Consent consent = new Consent();

    @Mixin
    private GridOptions grid = new GridOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (ids.size() > 1 && !consent.given("Cancel " + ids.size() + " jobs?")) {
            return ExitCode.FAILED;
        }
        int code = ExitCode.OK;
        try (JobGrid target = grid.follow()) {
            for (JobId id : ids) {
                try {
                    target.cancel(id, reason);
                    spec.commandLine().getOut().println(id);
                } catch (JobGridException e) {
                    // The others are cancelled all the same.
                    String message = String.valueOf(e.getMessage());
                    spec.commandLine()
                            .getErr()
                            .println("jg: " + (message.contains(id.value()) ? "" : "job " + id + ": ") + message);
                    code = code == ExitCode.OK ? ExitCode.of(e) : code;
                }
            }
            if (grid.isLocal()) {
                awaitStopped(target);
            }
        }
        return code;
    }

    /** A program is stopped by the grid that runs it, which here is this process. */
    private void awaitStopped(JobGrid target) throws InterruptedException {
        for (JobId id : ids) {
            for (int i = 0; i < MAX_PAUSES && !isStopped(target, id); i++) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static boolean isStopped(JobGrid target, JobId id) {
        try {
            return target.job(id).isSettled();
        } catch (JobGridException e) {
            return true; // there is no such job
        }
    }
}
