package dev.jobgrid.internal.collect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which of the files that a run left are kept within its limits: expected artifacts in the order in which the job names
 * them, then others as they come, each that still fits. Room for the expected ones is set aside before the first file is
 * stored. Single-threaded.
 */
final class ArtifactBudget {
    private final Map<String, Long> setAside = new HashMap<>();
    private final Map<String, Long> expected;
    private int files;
    private long bytes;

    /**
     * The room of one run.
     *
     * @param order expected paths, relative
     * @param sizes of those that are there
     * @param files how many it may leave
     * @param bytes how many all of them may have
     */
    ArtifactBudget(List<String> order, Map<String, Long> sizes, int files, long bytes) {
        this.files = files;
        this.bytes = bytes;
        expected = Map.copyOf(sizes);
        for (String path : order) {
            Long size = expected.get(path);
            if (size != null && !setAside.containsKey(path) && fits(size)) {
                setAside.put(path, size);
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

    /** How many bytes a file may have that was found to have so many; empty if it does not fit. */
    OptionalLong bound(String path, long size) {
        Optional<Long> kept = Optional.ofNullable(setAside.get(path));
        if (kept.isPresent()) {
            return OptionalLong.of(kept.get());
        }
        return expected.containsKey(path) || !fits(size) ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** Takes note that a file is stored. */
    void stored(String path, long size) {
        if (!setAside.containsKey(path)) {
            take(size);
        }
    }
}
