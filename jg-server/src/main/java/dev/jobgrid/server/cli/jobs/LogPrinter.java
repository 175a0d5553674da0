package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.RawLine;
import java.io.PrintWriter;

/** Prints the output of a program: its standard output to ours, its standard error to ours. Single-threaded. */
final class LogPrinter {
    private static final String CUT = " [cut: of a line, " + RawLine.MAX_BYTES + " bytes are kept]";

    private final PrintWriter out;
    private final PrintWriter err;

    LogPrinter(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    void print(LogLine line) {
        PrintWriter target = line.stream() == LogStream.STDERR ? err : out;
        // Where the rest is missing: a reader would take a cut line for what the program printed.
        target.println(line.truncated() ? line.message() + CUT : line.message());
    }

    /** Whether nobody reads any more, as when the reader of a pipe has ended. */
    boolean isUnread() {
        return out.checkError();
    }
}
