package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.id.JobId;
import dev.jobgrid.submit.SubmitOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The launch plan that a submit gives the go. */
final class PlanOption {
    @Option(
            names = "--plan",
            paramLabel = "ID",
            converter = JobIdConverter.class,
            description = "Launch plan of 'jg estimate --hold' to start; no image is needed then.")
    private @Nullable JobId plan;

    Optional<JobId> plan() {
        return Optional.ofNullable(plan);
    }

    SubmitOptions options() {
        return plan().map(SubmitOptions::ofLaunchPlan).orElse(SubmitOptions.NONE);
    }
}
