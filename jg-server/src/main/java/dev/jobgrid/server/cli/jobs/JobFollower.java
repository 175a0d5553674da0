package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.Feed;
import dev.jobgrid.JobHandle;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.wire.WireNames;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Shows the phases of a job and what its program prints, until it has ended. Single-threaded. */
final class JobFollower {
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final JobHandle job;
    private final PrintWriter out;
    private final PrintWriter err;

    JobFollower(JobHandle job, PrintWriter out, PrintWriter err) {
        this.job = job;
        this.out = out;
        this.err = err;
    }

    /** The job as it ended. */
    Job toTheEnd() throws InterruptedException {
        LogPrinter printer = new LogPrinter(out, err);
        try (Feed<JobEvent> events = job.events();
                Feed<LogLine> lines = job.logs()) {
            Thread phases = new Thread(() -> show(events), "jg-phases");
            phases.setDaemon(true);
            phases.start();
            while (lines.hasNext()) {
                printer.print(lines.next());
            }
            Job ended = job.await(FOREVER);
            phases.join();
            return ended;
        } catch (TimeoutException e) {
            throw new IllegalStateException("a century is over", e);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private void show(Feed<JobEvent> events) {
        try {
            while (events.hasNext()) {
                JobEvent event = events.next();
                String text = event.message().isEmpty() ? event.title() : event.message();
                err.println(WireNames.of(event.phase()) + ": " + text.replaceAll("\\p{Cntrl}", " "));
                err.flush();
            }
        } catch (RuntimeException e) {
            // The log goes on without the phases; what keeps both from being read is reported by the reader of the log.
            err.println("jg: the job's events cannot be read any more: " + e.getMessage());
        }
    }
}
