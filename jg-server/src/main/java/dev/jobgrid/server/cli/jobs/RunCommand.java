package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.server.cli.grid.CommandFailure;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.Formats;
import dev.jobgrid.submit.Receipt;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a job and follows it to its end. */
@Command(
        name = "run",
        description = {
            "Estimate a job, submit it and follow it.",
            "Phases are printed on stderr, the output of the program on stdout and stderr. With an"
                    + " image and a command alone it is a batch job on one GPU, the cheapest that fits."
        },
        footer = {
            "",
            "Exit code: that of the program; 128 plus the number of a signal; 125 if the job did"
                    + " not run or ended without a code, or if --out misses what could not be stored.",
            "Ctrl-C leaves the job running and ends with 130.",
            "",
            "Example: jg run --gpu L4 --out results acme/trainer:1 -- python train.py"
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(15);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DraftOptions draft = new DraftOptions();

    @Mixin
    private PlanOption plan = new PlanOption();

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Submit the job, print its id and exit.")
    private boolean detach;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to download the job's artifacts to.")
    private @Nullable Path out;

    @Option(names = "--overwrite", description = "Replace files of the same name in --out. Default: end with an error.")
    private boolean overwrite;

    @Option(
            names = "--max-cost",
            paramLabel = "USD",
            description = "Maximum cost by the estimate, in dollars; a job that may cost more is not submitted.")
    private @Nullable Double maxCost;

    @Option(
            names = "--cancel-on-interrupt",
            description = "Cancel the job on Ctrl-C and TERM, for CI. Default: it goes on.")
    private boolean cancelOnInterrupt;

    @Option(
            names = "--fail-on-maintenance",
            description = "End with 125 while the grid is closed for maintenance. Default: wait for its end.")
    private boolean failOnMaintenance;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode fields = plan.plan().isPresent() ? draft.readGiven() : draft.read();
        files.find(fields);
        Draft checked = draft.checked(fields);
        if (maxCost != null && !(maxCost >= 0)) {
            throw new ParameterException(spec.commandLine(), "--max-cost is " + maxCost + ", 0 or more is allowed");
        }
        if (detach && out != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--out needs the end of the job, and -d does not wait for it; 'jg artifacts get JOB --out " + out
                            + grid.again() + "' fetches them later");
        }
        if (out != null) {
            Downloader.check(out, spec);
        }
        try (JobGrid target = detach ? grid.openNew() : grid.follow()) {
            JobId id = submit(target, fields, checked);
            if (detach) {
                spec.commandLine().getOut().println(id);
                return ExitCode.OK;
            }
            return follow(target, id);
        }
    }

    private JobId submit(JobGrid target, ObjectNode fields, Draft checked) throws IOException, InterruptedException {
        try {
            if (plan.plan().isPresent()) {
                screen(target.launchPlan(plan.plan().get()));
            } else if (!detach || maxCost != null) {
                screen(target.estimate(checked));
            }
            files.upload(target, fields);
            Receipt receipt = submitWhenOpen(target, draft.checked(fields));
            receipt.warnings().forEach(warning -> err().println("warning: " + warning));
            return receipt.job().id();
        } catch (JobGridException e) {
            throw refused(e);
        }
    }

    private Receipt submitWhenOpen(JobGrid target, Draft checked) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return target.submit(checked, plan.options());
            } catch (JobGridException e) {
                // Nobody can open a grid of this process meanwhile.
                if (e.code() != ErrorCode.MAINTENANCE_ACTIVE || failOnMaintenance || grid.isLocal()) {
                    throw e;
                }
                if (pause.equals(FIRST_PAUSE)) {
                    err().println("jg: the grid takes no jobs now: " + e.getMessage()
                            + " (waiting until it does; Ctrl-C ends this, --fail-on-maintenance does not wait)");
                    err().flush();
                }
                Thread.sleep(pause.toMillis());
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer;
            }
        }
    }

    /** A key without the right and a wrong argument are reported as by all commands; any other refusal means that the job was not run. */
    private static RuntimeException refused(JobGridException refusal) {
        return ExitCode.of(refusal) != ExitCode.FAILED ? refusal : new CommandFailure(ExitCode.NOT_RUN, refusal);
    }

    private void screen(Estimate estimate) {
        EstimateText.line(estimate).ifPresent(err()::println);
        err().flush();
        estimate.screening().firstError().ifPresent(check -> {
            throw new JobGridException(check.code(), sentence(check));
        });
        if (maxCost == null) {
            return;
        }
        if (estimate.decision().chosen().isEmpty()) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "no GPU that the grid knows fits this job; 'jg estimate" + grid.again() + "' shows why");
        }
        screen(estimate.cost().max());
    }

    private void screen(LaunchPlan held) {
        err().println("launch plan: " + held.gpus() + " x " + held.gpu() + " on node " + held.node() + " at "
                + Formats.dollars(held.hourlyRate()) + "/h, " + LaunchPlanText.state(held, Instant.now()));
        err().flush();
        screen(held.maxCost());
    }

    private void screen(Usd max) {
        if (maxCost != null && max.dollars() > maxCost) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "the job may cost " + Formats.dollars(max) + ", and --max-cost is "
                            + Formats.dollars(Usd.ofDollars(maxCost)) + "; it was not submitted");
        }
    }

    private static String sentence(Check check) {
        return check.message() + check.action().map(action -> "; " + action).orElse("");
    }

    private int follow(JobGrid target, JobId id) throws IOException, InterruptedException {
        err().println("job " + id);
        err().flush();
        Job ended = followed(target, id);
        boolean isFetched = out == null || isFetched(target, ended, out);
        int code = ExitCode.of(ended);
        err().println("job " + id + " " + JobText.status(ended)
                + (code == ExitCode.OK ? "" : ": " + JobText.reason(ended)) + " (cost " + JobText.cost(ended) + ")");
        return code == ExitCode.OK && !isFetched ? ExitCode.NOT_RUN : code;
    }

    private boolean isFetched(JobGrid target, Job ended, Path folder) throws IOException {
        Downloader downloader = Downloader.of(target, folder, overwrite, spec);
        for (Artifact artifact : target.artifacts(ended.id()).list()) {
            downloader.download(artifact);
        }
        return downloader.isWhole(ended);
    }

    private Job followed(JobGrid target, JobId id) throws InterruptedException {
        Detachment detachment = Detachment.from(target, id, cancelOnInterrupt, grid, err());
        try {
            return new JobFollower(target.job(id), spec.commandLine().getOut(), err()).toTheEnd();
        } catch (RuntimeException e) {
            detachment.awaitExit();
            throw e;
        } finally {
            detachment.end();
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
