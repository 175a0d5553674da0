package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.templates.JtequeueGenerated;
import dev.jobgrid.console.internal.text.GpuWords;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.views.Frame;
import dev.jobgrid.console.internal.views.QueueView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.monitor.QueuedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queue: whose turn is when, and what they wait for. */
final class QueuePages {
    private static final int SHOWN = 100;
    private static final int REASONS = 3;
    private static final Duration FRESH = Duration.ofSeconds(2);

    private QueuePages() {}

    /** The queue as this workspace sees it, read once in a while for all who look. */
    static QueuePage read(Visit visit) {
        return visit.parts()
                .views()
                .get(
                        visit.view("queue", ""),
                        QueuePage.class,
                        FRESH,
                        before -> visit.grid().queue(SHOWN));
    }

    static PageAnswer list(Visit visit) {
        visit.checkQuery(List.of());
        QueuePage page = read(visit);
        Instant now = visit.now();
        List<QueueView.Bar> reasons = reasons(page, REASONS);
        String sentence = sentence(visit, page, now);
        String version = ViewVersion.of(
                sentence,
                reasons,
                page.jobs().stream()
                        .map(job -> job.id() + " " + job.before() + job.reason())
                        .toList());
        QueueView view = new QueueView(sentence, rows(page, now), reasons, version);
        return visit.live(
                "Queue",
                "queue",
                new Frame.Live(version, 2),
                (out, none, frame) -> JtequeueGenerated.render(out, none, frame, view));
    }

    private static String sentence(Visit visit, QueuePage page, Instant now) {
        String all = (page.isTotalMinimum() ? "more than " : "") + Quantities.count(page.total(), "job");
        if (page.jobs().isEmpty()) {
            NodeCards.Sum sum = NodeCards.sum(NodeCards.of(FleetPages.nodes(visit)));
            return (page.total() == 0 ? "Nothing waits. " : "None of yours waits; of others " + all + ". ")
                    + sum.free() + " of " + Quantities.count(sum.all(), "GPU") + (sum.free() == 1 ? " is" : " are")
                    + " free.";
        }
        String yours = (page.jobs().size() == SHOWN ? "The first " : "")
                + Quantities.count(page.jobs().size(), "job");
        String wait = page.jobs().size() == 1 ? " waits" : " wait";
        return yours + wait + ", the oldest for " + Spans.age(oldest(page, now)) + "; " + all + " in all workspaces.";
    }

    static Duration oldest(QueuePage page, Instant now) {
        return page.jobs().stream()
                .map(job -> Duration.between(job.queued(), now))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** What the first jobs wait for, the most frequent first. */
    static List<QueueView.Bar> reasons(QueuePage page, int most) {
        Map<String, Long> counts = new LinkedHashMap<>();
        page.jobs().stream()
                .filter(job -> !job.reason().isBlank())
                .forEach(job -> counts.merge(cut(job.reason()), 1L, Long::sum));
        return bars(counts, most);
    }

    /** The part of a reason that says why; what follows from it goes without saying. */
    static String cut(String reason) {
        int end = reason.indexOf(';');
        String why = (end < 0 ? reason : reason.substring(0, end)).strip();
        return why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
    }

    /** Counts as bars, the longest first. */
    static List<QueueView.Bar> bars(Map<String, Long> counts, int most) {
        long top = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .map(entry ->
                        new QueueView.Bar(entry.getKey(), entry.getValue(), Math.max(1, 100 * entry.getValue() / top)))
                .toList();
    }

    private static List<QueueView.Row> rows(QueuePage page, Instant now) {
        long longest = Math.max(1, oldest(page, now).toSeconds());
        List<QueueView.Row> rows = new ArrayList<>();
        for (QueuedJob job : page.jobs()) {
            Duration waited = Duration.between(job.queued(), now);
            String before = job.before() == 0 ? "is next" : Quantities.count(job.before(), "job") + " before it";
            rows.add(new QueueView.Row(
                    job.id().value(),
                    ViewVersion.of(rows.size(), before, job.reason()),
                    rows.size() + 1L,
                    job.name(),
                    job.gpus() == 0 ? "no GPU" : GpuWords.brief(job.gpu()),
                    job.queued(),
                    Spans.clock(waited),
                    Math.max(0, Math.min(100, 100 * waited.toSeconds() / longest)),
                    job.reason(),
                    before));
        }
        return rows;
    }
}
