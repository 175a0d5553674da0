package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import java.io.PrintWriter;

/** Prints what a program printed: its standard output there, its standard error here. Single-threaded. */
final class LogPrinter {
    private final PrintWriter out;
    private final PrintWriter err;

    LogPrinter(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    void print(LogLine line) {
        PrintWriter target = line.stream() == LogStream.STDERR ? err : out;
        target.println(line.message());
    }

    /** Whether nobody reads any more, as when the reader of a pipe has ended. */
    boolean isUnread() {
        return out.checkError();
    }
}
