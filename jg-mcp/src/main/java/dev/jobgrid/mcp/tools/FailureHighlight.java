package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The lines of a failed job's log that show the cause: those around the first error, else the last ones.
 *
 * @param entryId the line with the error, if one was found
 * @param lines the lines, oldest first
 */
record FailureHighlight(OptionalLong entryId, List<LogLine> lines) {
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

    static Optional<FailureHighlight> of(JobGrid grid, JobId job) {
        long after = 0;
        int read = 0;
        while (read < MAX_LINES) {
            LogPage page = grid.logs(job, LogQuery.after(after, PAGE));
            Optional<LogLine> error = page.lines().stream()
                    .filter(line -> isError(line.message()))
                    .findFirst();
            if (error.isPresent()) {
                long at = error.get().entryId();
                LogQuery around = LogQuery.after(Math.max(0, at - 1 - BEFORE), BEFORE + 1 + AFTER);
                return Optional.of(new FailureHighlight(
                        OptionalLong.of(at), grid.logs(job, around).lines()));
            }
            if (!page.hasMore()) {
                break;
            }
            read += page.lines().size();
            after = page.next();
        }
        List<LogLine> last = grid.logs(job, LogQuery.tail(BEFORE + AFTER)).lines();
        return last.isEmpty() ? Optional.empty() : Optional.of(new FailureHighlight(OptionalLong.empty(), last));
    }

    static boolean isError(CharSequence message) {
        return ERROR.matcher(message).find();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        entryId.ifPresent(id -> json.put("entry_id", id));
        json.put("reason", entryId.isPresent() ? "first_error" : "last_lines");
        ArrayNode array = json.putArray("lines");
        lines.forEach(line -> array.addObject()
                .put("entry_id", line.entryId())
                .put("stream", EnumPhrases.of(line.stream()))
                .put("message", line.message()));
        return json;
    }
}
