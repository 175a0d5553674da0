package dev.jobgrid.spi.store;

/**
 * The end of a job's stored log.
 *
 * @param lastEntryId the last line's, 0 if there is none
 * @param attempt the run that the position belongs to, 0 if there is none
 * @param position the read position of that run's log, from its last chunk; empty for its start
 */
public record LogEnd(long lastEntryId, int attempt, String position) {
    /** Nothing stored. */
    public static final LogEnd NONE = new LogEnd(0, 0, "");
}
