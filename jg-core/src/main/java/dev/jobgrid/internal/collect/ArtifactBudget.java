package dev.jobgrid.internal.collect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Selects the files of a run to store within its limits: expected artifacts in the job's order, then others as found,
 * each if it still fits. Space for the expected ones is reserved before the first file is stored. Single-threaded.
 */
final class ArtifactBudget {
    private final Map<String, Long> reserved = new HashMap<>();
    private final Map<String, Long> expected;
    private int files;
    private long bytes;

    /**
     * The budget of one run.
     *
     * @param order expected paths, relative
     * @param sizes sizes of the existing ones
     * @param files the most files
     * @param bytes the largest total size
     */
    ArtifactBudget(List<String> order, Map<String, Long> sizes, int files, long bytes) {
        this.files = files;
        this.bytes = bytes;
        expected = Map.copyOf(sizes);
        for (String path : order) {
            Long size = expected.get(path);
            if (size != null && !reserved.containsKey(path) && fits(size)) {
                reserved.put(path, size);
                take(size);
            }
        }
    }

    private boolean fits(long size) {
        return files > 0 && size <= bytes;
    }

    private void take(long size) {
        files--;
        bytes -= size;
    }

    /** The most bytes to read of a file that was listed with this size; empty if it does not fit. */
    OptionalLong bound(String path, long size) {
        Optional<Long> kept = Optional.ofNullable(reserved.get(path));
        if (kept.isPresent()) {
            return OptionalLong.of(kept.get());
        }
        return expected.containsKey(path) || !fits(size) ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** Records that a file is stored. */
    void stored(String path, long size) {
        if (!reserved.containsKey(path)) {
            take(size);
        }
    }
}
