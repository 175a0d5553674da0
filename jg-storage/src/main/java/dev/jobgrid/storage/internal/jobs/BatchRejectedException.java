package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.spi.store.Creation;
import java.util.List;
import java.util.Map;

/** Some batches cannot be stored; their shared transaction is rolled back. Stays inside this package. */
final class BatchRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, List<Creation>> answers;

    /** The outcomes of these batches, by their index. */
    BatchRejectedException(Map<Integer, List<Creation>> answers) {
        super(answers.size() + " batches cannot be stored");
        this.answers = Map.copyOf(answers);
    }

    Map<Integer, List<Creation>> answers() {
        return answers;
    }
}
