package dev.jobgrid.console.internal.pages;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.artifacts.ContentDisposition;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.console.internal.templates.JtejobPageGenerated;
import dev.jobgrid.console.internal.text.JobSentence;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.Frame;
import dev.jobgrid.console.internal.views.JobView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.plans.LaunchPlan;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A job with its tabs, and the download of its files. */
final class JobPages {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int MOST_EVENTS = 500;

    private JobPages() {}

    /**
     * A job as its page shows it.
     *
     * @param job the job
     * @param events its newest events, oldest first
     * @param turn its place in the queue
     */
    private record Shown(Job job, List<JobEvent> events, Optional<QueuedJob> turn) {}

    /** A job's id from a path. */
    static JobId id(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw JobGridException.notFound("the job");
        }
    }

    /** The job with the tab that says most: its log, or its events before there is one. */
    static PageAnswer first(Visit visit) {
        Shown shown = shown(visit);
        return tab(visit, shown, shown.job().attempt().number() == 0 ? "events" : "log");
    }

    static PageAnswer tab(Visit visit, String tab) {
        return tab(visit, shown(visit), tab);
    }

    private static PageAnswer tab(Visit visit, Shown shown, String tab) {
        visit.checkQuery(tab.equals("log") ? JobLogPage.NAMES : List.of());
        Instant now = visit.now();
        Job job = shown.job();
        String sentence = JobSentence.of(job, shown.turn(), now);
        // Of an open page only what is above the tabs, and lists, are asked for again; a log asks by itself.
        boolean isWhole = visit.request().liveVersion().isEmpty();
        JobView.Body body = body(visit, shown, tab, isWhole);
        String version = ViewVersion.of(job.state().version(), sentence, body.files(), body.callback());
        JobView view = new JobView(
                job.id().value(),
                version,
                job.spec().name(),
                StatusText.glyph(job.status()),
                StatusText.word(job),
                sentence,
                detail(job),
                JobTimeline.of(job, shown.events(), now),
                JobFacts.of(job, now),
                tab,
                job.isTerminal(),
                LaunchPlan.of(job).filter(plan -> job.isHeld()).map(LaunchPlan::expires),
                body);
        return visit.live(
                job.spec().name(),
                "jobs",
                new Frame.Live(version, 2),
                (out, none, frame) -> JtejobPageGenerated.render(out, none, frame, view));
    }

    private static Shown shown(Visit visit) {
        JobId id = id(visit.first());
        return visit.parts()
                .views()
                .get(visit.view("job", id.value()), Shown.class, FRESH, before -> read(visit, id, before));
    }

    private static Shown read(Visit visit, JobId id, Optional<Shown> before) {
        Job job = visit.grid().status(id);
        List<JobEvent> events = before.filter(
                        old -> old.job().state().version() == job.state().version())
                .map(Shown::events)
                .orElseGet(() -> newest(visit.grid().events(id)));
        return new Shown(job, events, turn(visit, job));
    }

    private static List<JobEvent> newest(List<JobEvent> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_EVENTS), all.size()));
    }

    private static Optional<QueuedJob> turn(Visit visit, Job job) {
        if (job.status() != JobStatus.QUEUED) {
            return Optional.empty();
        }
        return QueuePages.read(visit).jobs().stream()
                .filter(queued -> queued.id().equals(job.id()))
                .findFirst();
    }

    /** What its failure, or its message while it is prepared, adds to the sentence. */
    private static String detail(Job job) {
        boolean isPrepared = job.status() == JobStatus.ASSIGNED;
        return job.failure()
                .map(Failure::summary)
                .orElse(isPrepared ? job.state().message() : "")
                .strip();
    }

    private static JobView.Body body(Visit visit, Shown shown, String tab, boolean isWhole) {
        Job job = shown.job();
        return switch (tab) {
            case "log" -> isWhole ? JobView.Body.log(JobLogPage.view(visit, job)) : JobView.Body.NONE;
            case "events" ->
                JobView.Body.events(shown.events().stream().map(JobPages::event).toList());
            case "files" -> JobView.Body.files(JobFileRows.of(artifacts(visit, job)));
            case "explain" -> isWhole ? explained(visit, job) : JobView.Body.NONE;
            case "spec" -> isWhole ? JobView.Body.spec(SafeSpec.json(job.spec())) : JobView.Body.NONE;
            default -> JobView.Body.callback(report(visit, job).map(CallbackRows::of));
        };
    }

    private static JobView.Body explained(Visit visit, Job job) {
        try {
            return JobView.Body.offers(OfferRows.of(visit.grid().explain(job.id())));
        } catch (JobGridException e) {
            if (e.code() != ErrorCode.FORBIDDEN) {
                throw e;
            }
            return JobView.Body.nothing(
                    "Your key may not ask for estimates: it lacks the scope " + Scope.JOBS_ESTIMATE.published() + ".");
        }
    }

    private static JobView.EventRow event(JobEvent event) {
        return new JobView.EventRow(
                event.id(),
                event.created(),
                event.by().isEmpty() ? event.title() : event.title() + " by " + event.by(),
                event.message(),
                event.level().name().toLowerCase(java.util.Locale.ROOT));
    }

    private record Stored(List<Artifact> files) {}

    private static List<Artifact> artifacts(Visit visit, Job job) {
        return visit.parts()
                .views()
                .get(
                        visit.view("artifacts", job.id().value()),
                        Stored.class,
                        FRESH,
                        before -> new Stored(visit.grid().artifacts(job.id()).list()))
                .files();
    }

    private record Called(Optional<CallbackReport> report) {}

    private static Optional<CallbackReport> report(Visit visit, Job job) {
        return visit.parts()
                .views()
                .get(
                        visit.view("callback", job.id().value()),
                        Called.class,
                        FRESH,
                        before -> new Called(visit.grid().callbacks().report(job.id())))
                .report();
    }

    /** The bytes of an artifact, by this server also where they lie in a store with addresses of its own. */
    static PageAnswer download(Visit visit) throws IOException {
        ArtifactId file;
        try {
            file = new ArtifactId(visit.path().get(1));
        } catch (IllegalArgumentException e) {
            throw JobGridException.notFound("the file");
        }
        ArtifactDownload download = visit.grid().artifacts(id(visit.first())).open(file);
        if (visit.request().servlet().getMethod().equals("HEAD")) {
            download.close();
        }
        Artifact artifact = download.artifact();
        return PageAnswer.file("application/octet-stream", ContentDisposition.attachment(artifact.filename()), out -> {
                    try (InputStream bytes = download.body()) {
                        bytes.transferTo(out);
                    }
                })
                .with("Content-Length", "" + artifact.sizeBytes());
    }
}
