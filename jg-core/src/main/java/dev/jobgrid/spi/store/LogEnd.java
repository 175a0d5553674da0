package dev.jobgrid.spi.store;

/**
 * How far a job's log is stored.
 *
 * @param lastEntryId the last line's, 0 if there is none
 * @param attempt the run that the position belongs to, 0 if there is none
 * @param position how far the grid has read that run's log, as its last chunk said; empty for its start
 */
public record LogEnd(long lastEntryId, int attempt, String position) {
    /** Nothing stored. */
    public static final LogEnd NONE = new LogEnd(0, 0, "");
}
