package dev.jobgrid.console.internal.pages;

import dev.jobgrid.JobGrid;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.wire.ListCursor;
import dev.jobgrid.wire.request.JobFilterText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The filter of a list of jobs, as its address says it.
 *
 * @param query the address' parameters
 */
record JobListing(Params query) {
    private static final List<String> NAMES =
            Stream.concat(JobFilterText.NAMES.stream(), Stream.of("cursor")).toList();
    static final int PAGE = 50;

    /** How often an open page searches all: a job that is old may come to pass the filter. */
    private static final Duration SEARCHED_AGAIN = Duration.ofSeconds(20);

    /** From the time that a job has to when others see it, at most. */
    private static final Duration COMMIT = Duration.ofMinutes(1);

    private static final Map<String, Duration> UNITS =
            Map.of("m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    JobListing {
        QueryNames.check(query, NAMES, JobFilterText.METADATA);
    }

    JobFilter filter(Instant now) {
        Map<String, String> values = new LinkedHashMap<>(query.texts());
        values.replaceAll((name, text) -> isMoment(name) ? moment(text, now) : text);
        return JobFilterText.read(values);
    }

    Optional<JobQuery.Cursor> after() {
        return query.text("cursor").map(ListCursor::read);
    }

    private static boolean isMoment(String name) {
        return name.equals("since") || name.equals("until");
    }

    /** "24h" and "7d" count back from now; anything else is a moment. */
    private static String moment(String text, Instant now) {
        if (!text.matches("[0-9]{1,4}[mhd]")) {
            return text;
        }
        Duration unit = UNITS.getOrDefault(text.substring(text.length() - 1), Duration.ZERO);
        return now.minus(unit.multipliedBy(Long.parseLong(text.substring(0, text.length() - 1))))
                .toString();
    }

    /**
     * A page, with the last time that all of its jobs were looked for.
     *
     * @param page the page
     * @param searched when that was
     */
    record Listed(JobPage page, Instant searched) {}

    /**
     * Reads the page, given what an open page of it shows. A list is one statement, and read again. A search looks at
     * thousands of jobs, so mostly only what is newer than its first row is searched, and the rows shown are read.
     */
    Listed read(JobGrid grid, Instant now, Optional<Listed> before) {
        JobFilter filter = filter(now);
        Optional<Listed> known = before.filter(
                old -> filter.isSearch() && now.isBefore(old.searched().plus(SEARCHED_AGAIN)));
        return known.map(old -> new Listed(front(grid, filter, old), old.searched()))
                .orElseGet(() -> new Listed(grid.list(filter, after(), PAGE), now));
    }

    private JobPage front(JobGrid grid, JobFilter filter, Listed old) {
        JobPage before = old.page();
        Map<String, Job> rows = new LinkedHashMap<>();
        if (after().isEmpty()) {
            Instant first = before.jobs().isEmpty()
                    ? old.searched().minus(COMMIT)
                    : before.jobs().get(0).state().times().created();
            grid.list(filter.toBuilder().since(first).build(), Optional.empty(), PAGE)
                    .jobs()
                    .forEach(job -> rows.put(job.id().value(), job));
        }
        refreshed(grid, before.jobs().stream().map(Job::id))
                .forEach(job -> rows.putIfAbsent(job.id().value(), job));
        List<Job> all = rows.values().stream().filter(filter::matches).toList();
        return all.size() <= PAGE ? new JobPage(all, PAGE, before.next()) : cut(all);
    }

    private static JobPage cut(List<Job> all) {
        List<Job> page = all.subList(0, PAGE);
        Job last = page.get(PAGE - 1);
        return new JobPage(
                page, PAGE, Optional.of(new JobQuery.Cursor(last.state().times().created(), last.id())));
    }

    /** The jobs as they are now, without those that are gone; all are asked for before one is waited for. */
    static List<Job> refreshed(JobGrid grid, Stream<JobId> shown) {
        List<CompletionStage<Job>> asked = shown.map(grid::statusAsync).toList();
        List<Job> now = new ArrayList<>();
        for (CompletionStage<Job> one : asked) {
            try {
                now.add(one.toCompletableFuture().join());
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof JobGridException refusal)) {
                    throw e;
                }
                if (refusal.code() != ErrorCode.NOT_FOUND) {
                    throw refusal;
                }
            }
        }
        return now;
    }
}
