package dev.jobgrid.logs;

/** Where a line of a job's log was written (reference §08, {@code stream}). */
public enum LogStream {
    /** The program's standard output. */
    STDOUT,
    /** The program's standard error. */
    STDERR
}
