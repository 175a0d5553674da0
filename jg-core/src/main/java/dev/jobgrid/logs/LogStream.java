package dev.jobgrid.logs;

/** The stream of a log line (reference §08, {@code stream}). */
public enum LogStream {
    /** The program's standard output. */
    STDOUT,
    /** The program's standard error. */
    STDERR
}
