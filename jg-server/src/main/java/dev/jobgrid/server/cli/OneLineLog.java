package dev.jobgrid.server.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A log line: when, how bad, what; the cause's class and message in the same line. Stack traces only if asked for. */
final class OneLineLog extends Formatter {
    // Kept here, since java.util.logging forgets the level of a logger that nobody holds.
    private static final Logger OWN = Logger.getLogger("dev.jobgrid");
    private static final Logger ROOT = Logger.getLogger("");

    /** From now on JobGrid's own logs show from this level on, those of its libraries from WARNING on; all on stderr. */
    static void show(Level own) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Handler handler = new ConsoleHandler();
        handler.setFormatter(new OneLineLog());
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.WARNING);
        OWN.setLevel(own);
    }

    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder()
                .append(Instant.ofEpochMilli(entry.getMillis()).truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(entry.getLevel().getName())
                .append(' ')
                .append(formatMessage(entry).replaceAll("\\R", " | "));
        for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
            line.append(": ").append(String.valueOf(cause).replaceAll("\\R", " | "));
            if (Boolean.getBoolean("jg.debug")) {
                for (StackTraceElement frame : cause.getStackTrace()) {
                    line.append(System.lineSeparator()).append("    at ").append(frame);
                }
            }
        }
        return line.append(System.lineSeparator()).toString();
    }
}
