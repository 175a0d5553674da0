package dev.jobgrid.testkit.executor;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads logs of a run. */
final class Reading {
    private static final Duration MAX_WAIT = Duration.ofMinutes(2);
    private static final Duration WAIT = Duration.ofSeconds(1);

    private Reading() {}

    /** All lines from a position to the end. */
    static List<RawLine> rest(Run run, String position) throws IOException, InterruptedException {
        List<RawLine> lines = new ArrayList<>();
        for (LogBatch batch : batches(run, position)) {
            lines.addAll(batch.lines());
        }
        return lines;
    }

    static List<LogBatch> batches(Run run, String position) throws IOException, InterruptedException {
        List<LogBatch> batches = new ArrayList<>();
        String next = position;
        long began = System.nanoTime();
        while (System.nanoTime() - began < MAX_WAIT.toNanos()) {
            LogBatch batch = run.logs(next, WAIT);
            batches.add(batch);
            if (batch.isEnd()) {
                return batches;
            }
            next = batch.position();
        }
        throw new AssertionError("the log does not end");
    }

    /** Reads from the start until a line is there, and says where to go on. */
    static String untilLine(Run run, String message) throws IOException, InterruptedException {
        String next = "";
        long began = System.nanoTime();
        while (System.nanoTime() - began < MAX_WAIT.toNanos()) {
            LogBatch batch = run.logs(next, WAIT);
            next = batch.position();
            if (batch.lines().stream().anyMatch(line -> line.message().equals(message))) {
                return next;
            }
            if (batch.isEnd()) {
                break;
            }
        }
        throw new AssertionError("the line '" + message + "' never came");
    }

    static List<String> messages(List<RawLine> lines, LogStream stream) {
        return lines.stream()
                .filter(line -> line.stream() == stream)
                .map(RawLine::message)
                .toList();
    }
}
