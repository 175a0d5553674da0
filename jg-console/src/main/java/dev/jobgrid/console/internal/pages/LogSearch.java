package dev.jobgrid.console.internal.pages;

import dev.jobgrid.JobGrid;
import dev.jobgrid.console.internal.text.AnsiText;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Searches logs by text, a bounded number of lines a call. Two searches run at a time; others wait. Thread-safe.
 */
public final class LogSearch {
    private static final int MAX_LINES = 20_000;
    private static final int PAGE = 1_000;
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Looks at each character a fixed number of times, whatever a program prints. */
    private static final Pattern ERROR = Pattern.compile("(?<![A-Za-z0-9_])(?:Traceback \\(most recent call last\\)"
            + "|[A-Za-z_]*+(?<=Error|Exception)(?![A-Za-z0-9_])"
            + "|(?:ERROR|error|FATAL|[Ff]atal|panic|PANIC|[Oo]ut of memory|Segmentation fault|[Cc]ore dumped|Killed"
            + "|No such file or directory|Permission denied)(?![A-Za-z0-9_]))");

    private final Semaphore room = new Semaphore(AT_ONCE, true);

    /**
     * What to search.
     *
     * @param text part of a line, ignoring case; without it the first error
     * @param after only lines after this one
     * @param stream only this stream, if given
     */
    public record Question(Optional<String> text, long after, Optional<LogStream> stream) {}

    /**
     * What was found.
     *
     * @param line the first line that fits
     * @param lookedTo the last line looked at
     * @param isEnd whether that is the log's last
     */
    public record Finding(OptionalLong line, long lookedTo, boolean isEnd) {}

    /**
     * Looks at the next lines of a log.
     *
     * @throws JobGridException STORE_UNAVAILABLE if other searches take too long
     */
    Finding find(JobGrid grid, JobId job, Question question) {
        enter();
        try {
            return look(grid, job, question);
        } finally {
            room.release();
        }
    }

    private static Finding look(JobGrid grid, JobId job, Question question) {
        Predicate<String> fits = question.text()
                .map(LogSearch::contains)
                .orElse(line -> ERROR.matcher(line).find());
        long after = question.after();
        for (int looked = 0; looked < MAX_LINES; looked += PAGE) {
            LogPage page = grid.logs(job, new LogQuery(after, PAGE, question.stream(), false));
            OptionalLong hit = first(page.lines(), fits);
            if (hit.isPresent()) {
                return new Finding(hit, hit.getAsLong(), false);
            }
            after = page.next();
            if (!page.hasMore()) {
                return new Finding(OptionalLong.empty(), after, true);
            }
        }
        return new Finding(OptionalLong.empty(), after, false);
    }

    private static OptionalLong first(List<LogLine> lines, Predicate<String> fits) {
        return lines.stream()
                .filter(line -> fits.test(AnsiText.plain(line.message())))
                .mapToLong(LogLine::entryId)
                .findFirst();
    }

    private static Predicate<String> contains(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return line -> line.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private void enter() {
        try {
            if (room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new JobGridException(
                ErrorCode.STORE_UNAVAILABLE,
                "other searches of logs take longer than " + PATIENCE.toSeconds() + " s; try again",
                List.of(),
                Optional.of(PATIENCE));
    }
}
