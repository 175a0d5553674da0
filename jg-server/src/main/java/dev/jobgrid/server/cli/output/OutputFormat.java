package dev.jobgrid.server.cli.output;

/** How a command prints what it read. */
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
