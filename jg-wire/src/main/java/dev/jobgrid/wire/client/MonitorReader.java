package dev.jobgrid.wire.client;

import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads responses about running jobs (reference §07, §08). */
public final class MonitorReader {
    private MonitorReader() {}

    /** All events, and the status of the job when they were read. */
    public record Events(List<JobEvent> events, JobStatus status) {
        /** Copies the events. */
        public Events {
            events = List.copyOf(events);
        }
    }

    /** The ends of a program's output, and the command that it was started with, if the job set one. */
    public record Tails(String stdout, String stderr, Optional<Command> command) {}

    /** Reads a page of a log. The job has id and status only; all its times are the epoch. */
    public static LogPage page(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new LogPage(
                        JobReader.bare(response),
                        response.objects("items").stream()
                                .map(MonitorReader::line)
                                .toList(),
                        response.number("next_cursor").orElse(0L),
                        response.flag("has_more")));
    }

    /** Reads one line, of a page or a live stream. */
    public static LogLine line(byte[] json) throws IOException {
        return ResponseObject.read(json, MonitorReader::line);
    }

    private static LogLine line(ResponseObject item) {
        return new LogLine(
                item.need(item.number("entry_id"), "entry_id"),
                item.needWord("stream", LogStream.class),
                item.needTime("created_at"),
                item.text("message").orElse(""),
                item.flag("truncated"));
    }

    /** Reads a job's events. */
    public static Events events(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new Events(
                        response.objects("items").stream()
                                .map(MonitorReader::event)
                                .toList(),
                        response.needWord("status", JobStatus.class)));
    }

    private static JobEvent event(ResponseObject item) {
        return new JobEvent(
                item.needText("id"),
                item.needText("type"),
                item.word("phase", ExecutionPhase.class).orElse(ExecutionPhase.QUEUED),
                item.text("title").orElse(""),
                item.text("message").orElse(""),
                item.word("level", JobEvent.Level.class).orElse(JobEvent.Level.INFO),
                item.needTime("created_at"),
                item.need(item.number("sequence"), "sequence"),
                item.text("by").orElse(""));
    }

    /** Reads the tails of a runtime response. */
    public static Tails tails(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new Tails(
                        response.text("stdout_tail").orElse(""),
                        response.text("stderr_tail").orElse(""),
                        response.text("command").map(program -> new Command(program, response.texts("args")))));
    }
}
