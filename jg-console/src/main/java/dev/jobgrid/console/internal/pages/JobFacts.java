package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.GpuWords;
import dev.jobgrid.console.internal.text.JobClocks;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.views.JobView;
import dev.jobgrid.console.internal.views.JobView.Fact;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.job.Placement;
import dev.jobgrid.wire.WireJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts beside a job. Pure. */
final class JobFacts {
    private static final int MAX_VALUE = 160;

    private JobFacts() {}

    static List<Fact> of(Job job, Instant now) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "GPU", GpuWords.whole(job));
        job.attempt().placement().ifPresent(place -> place(facts, place));
        JobTimes times = job.state().times();
        time(facts, "Submitted", Optional.of(times.created()));
        add(facts, "By", job.state().submittedBy());
        time(facts, "Started", times.started());
        time(facts, "Ended", times.finished());
        facts.add(Fact.of("Cost", cost(job, now)));
        JobSpec spec = job.spec();
        facts.add(Fact.code("Image", spec.image()));
        spec.command().ifPresent(command -> facts.add(Fact.code("Command", cut(String.join(" ", command.words())))));
        spec.template().ifPresent(slug -> facts.add(Fact.of("Template", slug)));
        spec.timeout().ifPresent(timeout -> facts.add(Fact.of("Timeout", Spans.words(timeout))));
        if (job.retryCount() > 0) {
            facts.add(Fact.of("Retries", "" + job.retryCount()));
        }
        for (Map.Entry<String, Object> entry : spec.metadata().values().entrySet()) {
            String value = entry.getValue() instanceof String text ? text : WireJson.text(entry.getValue());
            facts.add(new JobView.Fact(entry.getKey(), cut(value), "chip", Optional.empty()));
        }
        return facts;
    }

    private static void place(List<Fact> facts, Placement place) {
        facts.add(Fact.of("Node", place.node().value() + (place.region().isBlank() ? "" : ", " + place.region())));
        facts.add(Fact.of("Executor", place.executor()));
        facts.add(Fact.of("Rate", Quantities.dollars(place.hourlyRate()) + " an hour"));
    }

    private static String cost(Job job, Instant now) {
        String estimate = Quantities.dollars(job.state().cost().min()) + " to "
                + Quantities.dollars(job.state().cost().max());
        return JobClocks.cost(job, now)
                .map(cost -> Quantities.dollars(cost) + " of " + estimate)
                .orElse(estimate + " expected");
    }

    private static void add(List<Fact> facts, String label, String value) {
        if (!value.isEmpty()) {
            facts.add(Fact.of(label, value));
        }
    }

    private static void time(List<Fact> facts, String label, Optional<Instant> at) {
        at.ifPresent(moment -> facts.add(new Fact(label, Spans.minute(moment), "", at)));
    }

    private static String cut(String text) {
        return text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "…" : text;
    }
}
