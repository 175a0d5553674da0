package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.GpuWords;
import dev.jobgrid.console.internal.text.JobClocks;
import dev.jobgrid.console.internal.text.JobSentence;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.ShownJob;
import dev.jobgrid.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Jobs as rows of a table. Pure. */
final class ShownJobs {
    private ShownJobs() {}

    static List<ShownJob> of(List<Job> jobs, Instant now) {
        return jobs.stream().map(job -> of(job, now)).toList();
    }

    private static ShownJob of(Job job, Instant now) {
        Instant submitted = job.state().times().created();
        boolean isWaiting = !job.isTerminal() && job.state().times().started().isEmpty();
        return new ShownJob(
                job.id().value(),
                "" + job.state().version(),
                StatusText.glyph(job.status()),
                StatusText.word(job),
                job.spec().name(),
                JobSentence.failedLine(job),
                GpuWords.brief(job),
                job.attempt().placement().map(place -> place.node().value()).orElse(""),
                submitted,
                JobSentence.age(job, now),
                Spans.clock(JobClocks.waited(job, now)),
                isWaiting ? Optional.of(submitted) : Optional.empty(),
                JobClocks.ran(job, now).map(Spans::clock).orElse(""),
                JobClocks.runningSince(job),
                JobClocks.cost(job, now).map(Quantities::dollars).orElse(""),
                job.state().submittedBy());
    }
}
