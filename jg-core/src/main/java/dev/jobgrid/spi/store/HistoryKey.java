package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;

/**
 * A group of similar jobs, and a measure of them. An empty part matches any.
 *
 * @param workspace their workspace
 * @param measure the measure
 * @param image their image, at most 512 characters
 * @param workload their kind of work
 * @param sizeClass size class of the model that they load
 * @param gpu model and number of their GPUs
 */
public record HistoryKey(
        WorkspaceId workspace, Measure measure, String image, String workload, String sizeClass, String gpu) {
    /** A duration measured of a job. */
    public enum Measure {
        /** From its program's start to its end. */
        RUNTIME,
        /** From its submission to its program's start, of jobs that found free devices. */
        WAIT_FREE,
        /** The same, of jobs that had to wait for devices. */
        WAIT_BUSY
    }
}
