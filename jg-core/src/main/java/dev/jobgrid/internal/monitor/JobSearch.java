package dev.jobgrid.internal.monitor;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.spi.store.JobReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one page of a workspace's jobs. The store applies the filter's status and age, by an index. For the rest it has
 * none, so jobs are looked at, up to a bound, and the next page goes on where this one stopped. Single-threaded.
 */
final class JobSearch {
    private static final int MAX_NAME = 128;
    private static final int MAX_TEXT = 255;
    private static final int MAX_METADATA = 8;

    /** No id sorts before it: from it on, a list has what is older than its moment. */
    private static final JobId FIRST_ID = new JobId("0");

    /** Jobs of the first query of a search; each further one takes twice as many. */
    private static final int FIRST = 100;

    private final JobReads jobs;
    private final WorkspaceId workspace;
    private final JobFilter filter;
    private final Optional<Cursor> after;
    private final int limit;

    JobSearch(JobReads jobs, WorkspaceId workspace, JobFilter filter, Optional<Cursor> after, int limit) {
        this.jobs = jobs;
        this.workspace = workspace;
        this.filter = filter;
        this.after = filter.until()
                .filter(until ->
                        after.map(place -> until.isBefore(place.created())).orElse(true))
                .map(until -> new Cursor(until, FIRST_ID))
                .or(() -> after);
        this.limit = limit;
    }

    JobPage page() {
        return filter.isSearch() ? searched() : all();
    }

    /** One more than requested is read to detect a next page. */
    private JobPage all() {
        List<Job> found = read(after, limit + 1);
        List<Job> page = found.stream().limit(limit).toList();
        return new JobPage(
                page, limit, found.size() > limit ? Optional.of(place(page.get(limit - 1))) : Optional.empty());
    }

    private JobPage searched() {
        check();
        List<Job> page = new ArrayList<>();
        Optional<Cursor> from = after;
        int max = FIRST;
        for (int left = JobFilter.MAX_SEARCHED; left > 0; left -= max, max = Math.min(2 * max, JobQuery.MAX_LIMIT)) {
            max = Math.min(max, left);
            List<Job> found = read(from, max);
            boolean isEnd = found.size() < max;
            for (int i = 0; i < found.size(); i++) {
                Job job = found.get(i);
                from = Optional.of(place(job));
                if (filter.matches(job)) {
                    page.add(job);
                }
                if (page.size() == limit) {
                    return new JobPage(page, limit, isEnd && i == found.size() - 1 ? Optional.empty() : from);
                }
            }
            if (isEnd) {
                return new JobPage(page, limit, Optional.empty());
            }
        }
        return new JobPage(page, limit, from, from.map(Cursor::created));
    }

    private List<Job> read(Optional<Cursor> from, int max) {
        return jobs.list(new JobQuery(workspace, filter.status(), filter.since(), from, max));
    }

    private static Cursor place(Job job) {
        return new Cursor(job.state().times().created(), job.id());
    }

    private void check() {
        check("name", filter.name(), MAX_NAME);
        check("image", filter.image(), MAX_TEXT);
        check("gpu", filter.gpu(), MAX_TEXT);
        check("node", filter.node(), MAX_TEXT);
        check("template", filter.template(), MAX_TEXT);
        check("submitted_by", filter.submitter(), MAX_TEXT);
        if (filter.metadata().size() > MAX_METADATA) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "the filter names " + filter.metadata().size() + " keys of metadata, " + MAX_METADATA
                            + " are allowed");
        }
    }

    private static void check(String field, Optional<String> text, int max) {
        if (text.isPresent() && (text.get().isBlank() || text.get().length() > max)) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    field + " has " + text.get().length() + " characters, 1 to " + max
                            + " are allowed, not only spaces");
        }
    }
}
