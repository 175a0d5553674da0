package dev.jobgrid.internal.collect;

import java.util.List;

/**
 * The result of collecting a run's files.
 *
 * @param files files stored
 * @param bytes their total size
 * @param missing expected paths that are not stored, as the job names them
 * @param tooLarge files skipped by the limits on number and size
 * @param refused files that the blob store refused
 * @param unread whether some could not be read
 */
public record CollectionResult(
        int files, long bytes, List<String> missing, LeftOut tooLarge, LeftOut refused, boolean unread) {
    /** Copies the list. */
    public CollectionResult {
        missing = List.copyOf(missing);
    }

    /**
     * Skipped files.
     *
     * @param files their number
     * @param expected how many of them are expected
     * @param paths some of them, expected ones first
     */
    public record LeftOut(int files, int expected, List<String> paths) {
        /** Copies the list. */
        public LeftOut {
            paths = List.copyOf(paths);
        }
    }
}
