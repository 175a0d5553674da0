package dev.jobgrid.server.cli.output;

/** The format of a command's output. */
public enum OutputFormat {
    /** Columns for people. */
    TABLE,
    /** More columns. */
    WIDE,
    /** The JSON of the API's response. */
    JSON,
    /** The JSON of each item, a line each. */
    JSONL,
    /** The id of each item, a line each. */
    NAME
}
