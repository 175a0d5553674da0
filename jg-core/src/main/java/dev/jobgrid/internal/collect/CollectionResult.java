package dev.jobgrid.internal.collect;

import java.util.List;

/**
 * What became of the files that a run left.
 *
 * @param files files stored
 * @param bytes their size in all
 * @param missing expected paths that are not among them, as the job names them
 * @param tooLarge those left out because a run may not leave as many or as large
 * @param refused those that the blob store did not take
 * @param unread whether some could not be read where they are
 */
public record CollectionResult(
        int files, long bytes, List<String> missing, LeftOut tooLarge, LeftOut refused, boolean unread) {
    /** Copies the list. */
    public CollectionResult {
        missing = List.copyOf(missing);
    }

    /**
     * Files that were left out.
     *
     * @param files how many
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
