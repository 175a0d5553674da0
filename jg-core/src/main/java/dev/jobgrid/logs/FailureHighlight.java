package dev.jobgrid.logs;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The lines of a failed job's log that show the cause: those around the first error, else the last ones.
 *
 * @param entryId the line with the error, if one was found
 * @param lines the lines, oldest first
 */
public record FailureHighlight(OptionalLong entryId, List<LogLine> lines) {
    private static final int BEFORE = 5;
    private static final int AFTER = 15;

    /** An error after this many lines is not searched; a job that prints more mostly fails at its end. */
    private static final int MAX_LINES = 10_000;

    private static final int PAGE = 1000;

    private static final String START = "(?<![A-Za-z0-9_])";
    private static final String END = "(?![A-Za-z0-9_])";

    /**
     * Takes each character of a line a fixed number of times, whatever the line: it is a program's to write. So names
     * are matched word by word without backtracking, and words end by ASCII rules, which look at one character only.
     */
    private static final Pattern ERROR = Pattern.compile(START + "Traceback \\(most recent call last\\)"
            + "|(?<!" + START + "0 )(?<!" + START + "[Nn]o )" + START
            + "(?:[A-Za-z_]*+(?<=Error|Exception)|ERROR|error|FATAL|[Ff]atal|panic|PANIC)" + END
            + "(?! ?[=:] ?0" + END + ")(?!-free)"
            + "|" + START + "(?:[Oo]ut of memory|Segmentation fault|[Cc]ore dumped|Killed|No such file or directory"
            + "|Permission denied)" + END
            + "|: (?:command )?not found" + END);

    /** One of these is in whatever {@link #ERROR} finds, and most lines have none, which is soon seen. */
    private static final List<String> MARKS = List.of(
            "Traceback",
            "Error",
            "Exception",
            "ERROR",
            "error",
            "FATAL",
            "atal",
            "panic",
            "PANIC",
            "ut of memory",
            "Segmentation fault",
            "ore dumped",
            "Killed",
            "No such file",
            "Permission denied",
            "not found");

    /** Copies the lines. */
    public FailureHighlight {
        lines = List.copyOf(lines);
    }

    /**
     * Looks at the first 10,000 lines; empty if there is no line. Blocks on the store.
     *
     * @param logs reads pages of the log, such as {@code query -> grid.logs(job, query)}
     */
    public static Optional<FailureHighlight> of(Function<LogQuery, LogPage> logs) {
        List<LogLine> error = firstError(logs, 0, Optional.empty(), MAX_LINES).lines();
        if (!error.isEmpty()) {
            long at = error.get(0).entryId();
            LogQuery around = LogQuery.after(Math.max(0, at - 1 - BEFORE), BEFORE + 1 + AFTER);
            return Optional.of(
                    new FailureHighlight(OptionalLong.of(at), logs.apply(around).lines()));
        }
        List<LogLine> last = logs.apply(LogQuery.tail(BEFORE + AFTER)).lines();
        return last.isEmpty() ? Optional.empty() : Optional.of(new FailureHighlight(OptionalLong.empty(), last));
    }

    /**
     * The first line that tells of an error. Blocks on the store.
     *
     * @param logs reads pages of the log
     * @param after only lines with a greater entry id
     * @param stream only this stream, if given
     * @param maxLines the most lines to look at, give or take a page of 1,000
     * @return a page as of a search: the line, or none, then where to go on and whether lines are left to look at
     */
    public static LogPage firstError(
            Function<LogQuery, LogPage> logs, long after, Optional<LogStream> stream, int maxLines) {
        long from = after;
        int looked = 0;
        while (true) {
            LogPage page = logs.apply(LogQuery.after(from, PAGE).of(stream));
            Optional<LogLine> error = page.lines().stream()
                    .filter(line -> isError(TerminalText.of(line.message())))
                    .findFirst();
            if (error.isPresent()) {
                return new LogPage(page.job(), List.of(error.get()), error.get().entryId(), true);
            }
            from = page.next();
            looked += page.lines().size();
            if (!page.hasMore() || looked >= maxLines) {
                return new LogPage(page.job(), List.of(), from, page.hasMore());
            }
        }
    }

    static boolean isError(CharSequence message) {
        String line = message.toString();
        return MARKS.stream().anyMatch(line::contains) && ERROR.matcher(message).find();
    }
}
