package dev.jobgrid.client;

import dev.jobgrid.Feed;
import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.wire.client.MonitorReader;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A job of another process, monitored by polling. */
final class RemoteJob implements JobHandle {
    private final RemoteGrid grid;
    private final Server server;
    private final JobId id;

    RemoteJob(RemoteGrid grid, Server server, JobId id) {
        this.grid = grid;
        this.server = server;
        this.id = id;
    }

    @Override
    public JobId id() {
        return id;
    }

    @Override
    public String toString() {
        return id.value();
    }

    @Override
    public Job status() {
        return grid.status(id);
    }

    @Override
    public Job await(Duration timeout) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Pace pace = new Pace();
        while (true) {
            Job job = statusOrInterrupt();
            long left = deadline - System.nanoTime();
            if (job.isTerminal()) {
                return job;
            }
            if (left <= 0) {
                throw new TimeoutException("job " + id + " has not ended after " + timeout);
            }
            if (server.sleep(Duration.ofNanos(Math.min(left, pace.next().toNanos())))) {
                throw new IllegalStateException("the connection to the grid was closed");
            }
        }
    }

    private Job statusOrInterrupt() throws InterruptedException {
        try {
            return status();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof InterruptedIOException && Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    @Override
    public Feed<JobEvent> events() {
        status();
        return new PolledFeed<>(server, this::eventsAfter, JobEvent::sequence);
    }

    private PolledFeed.Page<JobEvent> eventsAfter(long sequence) {
        MonitorReader.Events found = grid.eventsOf(id);
        List<JobEvent> news = found.events().stream()
                .filter(event -> event.sequence() > sequence)
                .toList();
        return new PolledFeed.Page<>(news, found.status().isTerminal());
    }

    @Override
    public Feed<LogLine> logsAfter(long entryId) {
        grid.logs(id, LogQuery.tail(1));
        return new LiveLogFeed(server, id, entryId);
    }

    /** Remote changes are not notified, as the interface allows. */
    @Override
    public Watch watch(Runnable onNews) {
        status();
        return () -> {};
    }

    @Override
    public boolean isSettled() {
        return status().isTerminal();
    }

    @Override
    public Job cancel(String reason) {
        return grid.cancel(id, reason);
    }

    @Override
    public List<Artifact> artifacts() {
        return grid.artifacts(id).list();
    }
}
