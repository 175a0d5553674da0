package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.templates.JteoverviewGenerated;
import dev.jobgrid.console.internal.text.JobSentence;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.Frame;
import dev.jobgrid.console.internal.views.NodeCard;
import dev.jobgrid.console.internal.views.OverviewView;
import dev.jobgrid.console.internal.views.QueueView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.QueuePage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The start: one sentence says whether anything needs somebody, and the rest says why. */
final class OverviewPage {
    private static final int BARS = 3;
    private static final int PAGE = 100;
    private static final int MOST_FAILURES = 1_000;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration FRESH = Duration.ofSeconds(FleetPages.SECONDS);
    private static final Duration FAILURES_FRESH = Duration.ofSeconds(30);

    private OverviewPage() {}

    /** Jobs that run, are prepared, or are the newest. */
    private record Jobs(List<Job> running, List<Job> newest) {}

    /** How many failed of a cause in a day, and whether there are more than were looked at. */
    private record Failures(Map<String, Long> byCause, long all, boolean isMinimum) {}

    static PageAnswer show(Visit visit) {
        visit.checkQuery(List.of());
        Instant now = visit.now();
        List<NodeCard> cards = NodeCards.of(FleetPages.nodes(visit));
        QueuePage queue = QueuePages.read(visit);
        Jobs jobs = visit.parts().views().get(visit.view("overview", ""), Jobs.class, FRESH, before -> jobs(visit));
        Failures failures = visit.parts()
                .views()
                .get(visit.view("failures", ""), Failures.class, FAILURES_FRESH, before -> failures(visit, now));
        String sentence = sentence(cards, queue, now);
        List<OverviewView.Alarm> alarms = new ArrayList<>(GridAlarms.of(visit));
        alarms.addAll(alarms(cards));
        OverviewView.Panel waiting = waiting(queue, now);
        OverviewView.Panel failed = failed(failures);
        String head = ViewVersion.of(sentence, alarms, waiting, failed);
        List<Job> ended = ended(jobs);
        String version = ViewVersion.of(head, cards, versions(jobs.running()), versions(ended));
        OverviewView view = new OverviewView(
                sentence,
                alarms,
                cards,
                waiting,
                failed,
                ShownJobs.of(jobs.running(), now),
                ShownJobs.of(ended, now),
                jobs.newest().isEmpty(),
                head);
        return visit.live(
                "Overview",
                "overview",
                new Frame.Live(version, FleetPages.SECONDS),
                (out, none, frame) -> JteoverviewGenerated.render(out, none, frame, view));
    }

    private static List<String> versions(List<Job> jobs) {
        return jobs.stream().map(job -> job.id() + " " + job.state().version()).toList();
    }

    private static Jobs jobs(Visit visit) {
        List<Job> running = Stream.of(JobStatus.RUNNING, JobStatus.ASSIGNED)
                .flatMap(
                        status -> visit
                                .grid()
                                .list(JobFilter.of(Optional.of(status)), Optional.empty(), OverviewView.SHOWN)
                                .jobs()
                                .stream())
                .limit(OverviewView.SHOWN)
                .toList();
        return new Jobs(
                running,
                visit.grid()
                        .list(JobFilter.ALL, Optional.empty(), JobListing.PAGE)
                        .jobs());
    }

    private static List<Job> ended(Jobs jobs) {
        return jobs.newest().stream()
                .filter(Job::isTerminal)
                .sorted(Comparator.comparing((Job job) -> job.state()
                                .times()
                                .finished()
                                .orElse(job.state().times().updated()))
                        .reversed())
                .limit(OverviewView.SHOWN)
                .toList();
    }

    private static Failures failures(Visit visit, Instant now) {
        JobFilter filter = JobFilter.builder()
                .status(JobStatus.FAILED)
                .since(now.minus(DAY))
                .build();
        Map<String, Long> counts = new LinkedHashMap<>();
        long all = 0;
        Optional<JobQuery.Cursor> after = Optional.empty();
        do {
            JobPage page = visit.grid().list(filter, after, PAGE);
            page.jobs()
                    .forEach(job -> counts.merge(
                            job.failure()
                                    .map(why -> StatusText.cause(why.cause()))
                                    .orElse("unknown"),
                            1L,
                            Long::sum));
            all += page.jobs().size();
            after = page.next();
        } while (after.isPresent() && all < MOST_FAILURES);
        return new Failures(counts, all, after.isPresent());
    }

    private static String sentence(List<NodeCard> cards, QueuePage queue, Instant now) {
        if (cards.isEmpty()) {
            return "The grid has no GPU yet.";
        }
        NodeCards.Sum sum = NodeCards.sum(cards);
        int busy = sum.mine() + sum.others();
        String gpus = busy == 0
                ? "All " + Quantities.count(sum.all(), "GPU") + (sum.all() == 1 ? " is" : " are") + " idle"
                : busy + " of " + Quantities.count(sum.all(), "GPU") + (busy == 1 ? " is" : " are") + " busy";
        if (queue.jobs().isEmpty()) {
            return gpus + "; nothing of yours waits.";
        }
        int count = queue.jobs().size();
        String why = QueuePages.cut(queue.jobs().get(0).reason());
        return gpus + "; " + Quantities.count(count, "job") + (count == 1 ? " waits" : " wait, the oldest") + " for "
                + Spans.age(QueuePages.oldest(queue, now))
                + (why.isEmpty() ? "." : ", because " + JobSentence.lowered(why) + ".");
    }

    private static List<OverviewView.Alarm> alarms(List<NodeCard> cards) {
        List<OverviewView.Alarm> alarms = new ArrayList<>();
        for (NodeCard card : cards) {
            if (!card.trouble().isEmpty()) {
                alarms.add(new OverviewView.Alarm(
                        card.name(),
                        "takes no jobs: " + card.trouble(),
                        "fleet/node" + card.query(),
                        "Look at the node"));
            }
        }
        return alarms;
    }

    private static OverviewView.Panel waiting(QueuePage queue, Instant now) {
        String all = (queue.isTotalMinimum() ? "more than " : "") + queue.total() + " in all workspaces";
        String words =
                queue.jobs().isEmpty() ? all : "oldest " + Spans.age(QueuePages.oldest(queue, now)) + " · " + all;
        return new OverviewView.Panel("" + queue.jobs().size(), words, QueuePages.reasons(queue, BARS), "queue");
    }

    private static OverviewView.Panel failed(Failures failures) {
        List<QueueView.Bar> bars = QueuePages.bars(failures.byCause(), BARS);
        return new OverviewView.Panel(
                (failures.isMinimum() ? "more than " : "") + failures.all(),
                failures.all() == 0 ? "none of the jobs of a day" : "of the jobs of a day, by cause",
                bars,
                "jobs?status=failed&since=24h");
    }
}
