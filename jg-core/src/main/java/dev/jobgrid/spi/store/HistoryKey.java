package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;

/**
 * Jobs that are alike, and what was measured of them. A part that is empty stands for any.
 *
 * @param workspace whose jobs
 * @param measure what was measured
 * @param image their image, at most 512 characters
 * @param workload their kind of work
 * @param sizeClass how large the model is that they load
 * @param gpu model and number of the GPUs that they ran on
 */
public record HistoryKey(
        WorkspaceId workspace, Measure measure, String image, String workload, String sizeClass, String gpu) {
    /** What is measured of a job. */
    public enum Measure {
        /** From its program's start to its end. */
        RUNTIME,
        /** From its submission to its program's start, of jobs for which there was room. */
        WAIT_FREE,
        /** The same, of jobs that had to wait for room. */
        WAIT_BUSY
    }
}
