package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.JobView;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The attempts of a job as bars, by its events. Pure. */
final class JobTimeline {
    private static final int WIDTH = 1_000;
    private static final int END = 10;
    private static final int GAP = 2;

    /** Older attempts are in the events. */
    private static final int MOST = 5;

    private final List<List<Part>> attempts = new ArrayList<>();

    private JobTimeline() {}

    /** What went on from one moment to another. */
    private record Part(Kind kind, Instant from, Instant to) {
        Duration length() {
            return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
        }
    }

    private enum Kind {
        WAIT("waited"),
        HOLD("held"),
        PREP("prepared"),
        RUN("ran"),
        STORE("stored files");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    static List<JobView.Run> of(Job job, List<JobEvent> events, Instant now) {
        JobTimeline timeline = new JobTimeline();
        timeline.read(job, events, now);
        int first = Math.max(0, timeline.attempts.size() - MOST);
        List<JobView.Run> runs = new ArrayList<>();
        for (int i = first; i < timeline.attempts.size(); i++) {
            boolean isLast = i == timeline.attempts.size() - 1;
            runs.add(run(
                    i + 1,
                    timeline.attempts.get(i),
                    isLast ? (job.isTerminal() ? StatusText.glyph(job.status()) : "") : "failed"));
        }
        return runs;
    }

    private void read(Job job, List<JobEvent> events, Instant now) {
        Instant from = job.state().times().created();
        Kind kind = Kind.WAIT;
        attempts.add(new ArrayList<>());
        for (JobEvent event : events) {
            if (event.phase() == ExecutionPhase.TERMINAL) {
                break;
            }
            Kind next = kind(event);
            if (next != kind) {
                add(new Part(kind, from, event.created()));
                if (next == Kind.WAIT) {
                    attempts.add(new ArrayList<>());
                }
                kind = next;
                from = event.created();
            }
        }
        add(new Part(kind, from, job.state().times().finished().orElse(now)));
    }

    private void add(Part part) {
        attempts.get(attempts.size() - 1).add(part);
    }

    private static Kind kind(JobEvent event) {
        if (event.type().equals("launch_plan.held")) {
            return Kind.HOLD;
        }
        return switch (event.phase()) {
            case SUBMITTED, QUEUED, WAITING_FOR_CAPACITY -> Kind.WAIT;
            case PROVIDER_PROVISIONING, WORKER_ASSIGNED, IMAGE_DOWNLOAD, RUNTIME_PREPARATION, CONTAINER_STARTING ->
                Kind.PREP;
            case WORKLOAD_EXECUTION, RUNNING -> Kind.RUN;
            case CLEANUP, TERMINAL -> Kind.STORE;
        };
    }

    private static JobView.Run run(int number, List<Part> parts, String end) {
        StringBuilder words = new StringBuilder("Attempt " + number);
        long all = Math.max(
                1, parts.stream().mapToLong(part -> part.length().toMillis()).sum());
        int room = WIDTH - (end.isEmpty() ? 0 : END + GAP) - GAP * (parts.size() - 1);
        List<JobView.Bar> bars = new ArrayList<>();
        long at = 0;
        for (Part part : parts) {
            String said = part.kind().word + " " + Spans.words(part.length());
            words.append(" · ").append(said);
            long width = Math.max(
                    2, Math.min(room, Math.round((double) room * part.length().toMillis() / all)));
            width = Math.min(width, Math.max(2, WIDTH - at));
            bars.add(new JobView.Bar(part.kind().name().toLowerCase(java.util.Locale.ROOT), at, width, said));
            at += width + GAP;
        }
        if (!end.isEmpty()) {
            bars.add(new JobView.Bar(end, Math.min(at, WIDTH - END), END, end));
        }
        return new JobView.Run(words.toString(), bars);
    }
}
