package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.internal.exchange.Query;
import dev.jobgrid.http.internal.exchange.Reply;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.wire.ListCursor;
import dev.jobgrid.wire.request.JobFilterText;
import dev.jobgrid.wire.response.EventsJson;
import dev.jobgrid.wire.response.JobListJson;
import dev.jobgrid.wire.response.StatusJson;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** §07: states and events of jobs. */
record MonitorHandler(InstantSource clock) {
    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 100;

    void list(Call call) throws IOException {
        call.reply(200, JobListJson.of(page(call), clock.instant()));
    }

    static JobPage page(Call call) {
        Query query = call.query();
        return call.grid()
                .list(
                        JobFilterText.read(query.texts()),
                        query.text("cursor").map(ListCursor::read),
                        query.count("limit", DEFAULT_PAGE, MAX_PAGE));
    }

    void status(Call call) throws IOException {
        call.reply(200, call.grid().statusAsync(call.job()), new Status(call.grid(), clock, response -> response));
    }

    /** Only a failed job's status quotes its log, so only then is the log read. */
    record Status(JobGrid grid, InstantSource clock, Function<StatusJson, Object> shape) implements Reply<Job> {
        @Override
        public boolean reads(Job job) {
            return job.status() == JobStatus.FAILED;
        }

        @Override
        public Object to(Job job) {
            Instant now = clock.instant();
            return shape.apply(reads(job) ? StatusJson.of(grid.runtime(job.id()), now) : StatusJson.of(job, now));
        }
    }

    void events(Call call) throws IOException {
        JobId id = call.job();
        // In this order: a reader that sees the end has all events.
        Job job = call.grid().status(id);
        List<JobEvent> events = call.grid().events(id);
        call.reply(200, EventsJson.of(job, events, clock.instant()));
    }
}
