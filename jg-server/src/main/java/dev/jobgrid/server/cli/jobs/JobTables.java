package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.server.cli.output.Column;
import dev.jobgrid.server.cli.output.Formats;
import dev.jobgrid.server.cli.output.Listing;
import dev.jobgrid.wire.WireNames;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of jobs, their events and their files. Pure. */
final class JobTables {
    private static final int SHORT_HASH = 12;

    private JobTables() {}

    static Listing<Job> jobs(Instant now) {
        return new Listing<>(
                job -> job.id().value(),
                List.of(
                        Column.of("ID", job -> job.id().value()),
                        Column.of("NAME", job -> job.spec().name()),
                        Column.of("STATUS", JobText::status),
                        Column.of("AGE", job -> Formats.age(job.state().times().created(), now)),
                        Column.of("RAN", job -> ran(job, now)),
                        Column.of("GPU", JobText::gpu),
                        Column.wide("NODE", JobText::node),
                        Column.wide("EXIT", JobText::exit),
                        Column.wide("COST", JobText::cost),
                        Column.wide("IMAGE", job -> job.spec().image()),
                        Column.of("REASON", job -> Formats.orDash(JobText.reason(job)))));
    }

    /** How long its program has run, or ran. */
    static String ran(Job job, Instant now) {
        Optional<Instant> started = job.state().times().started();
        return started.map(start -> Formats.length(
                        Duration.between(start, job.state().times().finished().orElse(now))))
                .orElse("-");
    }

    static List<List<String>> facts(Job job, Instant now) {
        String reason = JobText.reason(job);
        List<List<String>> facts = new ArrayList<>(List.of(
                List.of("job", job.id().value()),
                List.of("name", job.spec().name()),
                List.of("status", JobText.status(job) + (reason.isEmpty() ? "" : ": " + reason)),
                List.of("phase", WireNames.of(job.phase())),
                List.of("image", job.spec().image()),
                List.of("gpu", JobText.gpu(job)),
                List.of("node", JobText.node(job)),
                List.of("attempt", String.valueOf(job.attempt().countedAttempts())),
                List.of("exit", JobText.exit(job)),
                List.of("created", time(job.state().times().created())),
                List.of(
                        "started",
                        job.state().times().started().map(JobTables::time).orElse("-")),
                List.of(
                        "finished",
                        job.state().times().finished().map(JobTables::time).orElse("-")),
                List.of("ran", ran(job, now)),
                List.of("cost", JobText.cost(job))));
        LaunchPlan.of(job).ifPresent(plan -> facts.add(List.of("launch plan", LaunchPlanText.state(plan, now))));
        return facts;
    }

    static Listing<JobEvent> events() {
        return new Listing<>(
                JobEvent::id,
                List.of(
                        Column.of("TIME", event -> time(event.created())),
                        Column.of("TYPE", JobEvent::type),
                        Column.of("PHASE", event -> WireNames.of(event.phase())),
                        Column.wide("LEVEL", event -> WireNames.of(event.level())),
                        Column.wide("TITLE", JobEvent::title),
                        Column.of("MESSAGE", JobEvent::message)));
    }

    static Listing<Artifact> artifacts(Instant now) {
        return new Listing<>(
                artifact -> artifact.id().value(),
                List.of(
                        Column.of("ID", artifact -> artifact.id().value()),
                        Column.of("PATH", Artifact::path),
                        Column.of("SIZE", artifact -> Formats.bytes(artifact.sizeBytes())),
                        Column.of("SHA256", artifact -> Formats.orDash(shortened(artifact.sha256()))),
                        Column.wide("TYPE", Artifact::contentType),
                        Column.wide("ATTEMPT", artifact -> String.valueOf(artifact.attempt())),
                        Column.of("STATE", artifact -> artifact.isReady() ? "ready" : "pending"),
                        Column.of("AGE", artifact -> Formats.age(artifact.created(), now))));
    }

    static Listing<JobInput> inputs(Instant now) {
        return new Listing<>(
                input -> input.id().value(),
                List.of(
                        Column.of("ID", input -> input.id().value()),
                        Column.of("FILE", input -> input.file().filename()),
                        Column.of("KIND", input -> WireNames.of(input.file().kind())),
                        Column.of("SIZE", JobTables::size),
                        Column.of("STATE", input -> WireNames.of(input.status())),
                        Column.wide("TYPE", input -> input.file().contentType()),
                        Column.wide("PATH IN A JOB", JobInput::mountPath),
                        Column.of("AGE", input -> Formats.age(input.created(), now))));
    }

    private static String size(JobInput input) {
        return input.content()
                .map(content -> Formats.bytes(content.sizeBytes()))
                .orElse("-");
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    private static String time(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
