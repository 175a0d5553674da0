package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.Feed;
import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.LogsJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the output of a job. */
@Command(
        name = "logs",
        description = "Print the log of a job: standard output on stdout, standard error on stderr.",
        footer = {
            "",
            "Exit code: with -f that of the job.",
            "",
            "Example: jg logs -f --tail 100 job_123",
            "         jg logs --grep error job_123"
        },
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "JOB", converter = JobIdConverter.class, description = "Id of the job.")
    private JobId id = JobId.random();

    @Option(
            names = {"-f", "--follow"},
            description = "Follow the log until the job has ended.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines, 1 to 500. Default: all.")
    private @Nullable Integer tail;

    @Option(names = "--stream", paramLabel = "STREAM", description = "Only stdout, or only stderr. Default: both.")
    private @Nullable LogStream stream;

    @Option(
            names = "--grep",
            paramLabel = "TEXT",
            description =
                    "Only lines that contain this text, whatever its case; with --tail the last N of them. Not with -f.")
    private @Nullable String grep;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        if (tail != null && (tail < 1 || tail > PAGE)) {
            throw new ParameterException(spec.commandLine(), "--tail is " + tail + ", 1 to " + PAGE + " is allowed");
        }
        if (grep != null && !LogQuery.isText(grep)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--grep has " + grep.length() + " characters, 1 to " + LogQuery.MAX_TEXT
                            + " are allowed, not only spaces");
        }
        if (grep != null && follow) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--grep searches what is stored, and -f follows what is printed; give one of them, or pipe"
                            + " jg logs -f into grep");
        }
        LogPrinter printer =
                new LogPrinter(spec.commandLine().getOut(), spec.commandLine().getErr());
        if (follow) {
            return follow(printer);
        }
        try (JobGrid source = grid.open()) {
            if (output.isWhole()) {
                LogPage whole = whole(source);
                output.print(id.value(), List.of(), () -> LogsJson.of(whole));
            } else {
                read(source, printer);
            }
        }
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private int follow(LogPrinter printer) throws IOException {
        try (JobGrid source = grid.follow()) {
            long last = 0;
            if (tail != null) {
                LogPage end = source.logs(id, query(0));
                end.lines().forEach(line -> show(line, printer));
                last = end.next();
            }
            try (Feed<LogLine> lines = source.job(id).logsAfter(last)) {
                while (lines.hasNext() && !printer.isUnread()) {
                    LogLine line = lines.next();
                    if (stream == null || line.stream() == stream) {
                        show(line, printer);
                    }
                }
            }
            Job job = source.status(id);
            return job.isTerminal() ? ExitCode.of(job) : ExitCode.FAILED;
        }
    }

    private void read(JobGrid source, LogPrinter printer) {
        LogPage page;
        long last = 0;
        do {
            page = page(source, last);
            page.lines().forEach(line -> show(line, printer));
            last = page.next();
        } while (tail == null && page.hasMore() && !printer.isUnread());
    }

    private LogPage whole(JobGrid source) {
        LogPage page = page(source, 0);
        List<LogLine> lines = new ArrayList<>(page.lines());
        while (tail == null && page.hasMore()) {
            page = page(source, page.next());
            lines.addAll(page.lines());
        }
        return new LogPage(page.job(), lines, page.next(), false);
    }

    private LogPage page(JobGrid source, long after) {
        return tail != null && grep != null ? lastFound(source, tail, grep) : source.logs(id, query(after));
    }

    private LogQuery query(long after) {
        LogQuery query =
                (tail == null ? LogQuery.after(after, PAGE) : LogQuery.tail(tail)).of(Optional.ofNullable(stream));
        return grep == null ? query : query.containing(grep);
    }

    /** Goes back from the end until it has so many lines. */
    private LogPage lastFound(JobGrid source, int count, String text) {
        List<LogLine> found = new ArrayList<>();
        LogPage page;
        long before = Long.MAX_VALUE;
        do {
            LogQuery query = LogQuery.before(before, count - found.size()).of(Optional.ofNullable(stream));
            page = source.logs(id, query.containing(text));
            found.addAll(0, page.lines());
            before = page.next();
        } while (page.hasMore() && found.size() < count);
        return new LogPage(page.job(), found, before, false);
    }

    private void show(LogLine line, LogPrinter printer) {
        if (output.isTable()) {
            printer.print(line);
        } else {
            output.print(String.valueOf(line.entryId()), () -> LogsJson.Item.of(line));
        }
    }
}
