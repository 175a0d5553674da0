package dev.jobgrid.internal.monitor;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.spi.store.JobReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one page of a workspace's jobs. The store applies the filter's status and age, by an index. It has no index of
 * names, so jobs are looked at for them, up to a bound, and the next page goes on where this one stopped.
 * Single-threaded.
 */
final class JobSearch {
    private static final int MAX_NAME = 128;

    /** Jobs of the first query for a name; each further one takes twice as many. */
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
        this.after = after;
        this.limit = limit;
    }

    JobPage page() {
        return filter.name().map(this::named).orElseGet(this::all);
    }

    /** One more than requested is read to detect a next page. */
    private JobPage all() {
        List<Job> found = read(after, limit + 1);
        List<Job> page = found.stream().limit(limit).toList();
        return new JobPage(
                page, limit, found.size() > limit ? Optional.of(place(page.get(limit - 1))) : Optional.empty());
    }

    private JobPage named(String name) {
        String text = lowerCase(checked(name));
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
                if (lowerCase(job.spec().name()).contains(text)) {
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
        return new JobPage(page, limit, from);
    }

    private List<Job> read(Optional<Cursor> from, int max) {
        return jobs.list(new JobQuery(workspace, filter.status(), filter.since(), from, max));
    }

    private static Cursor place(Job job) {
        return new Cursor(job.state().times().created(), job.id());
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String checked(String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "name has " + name.length() + " characters, and a part of a job's name has 1 to " + MAX_NAME
                            + ", not only spaces, such as \"train\"");
        }
        return name;
    }
}
