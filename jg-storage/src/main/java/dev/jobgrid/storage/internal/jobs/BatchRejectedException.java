package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.spi.store.Creation;
import java.util.List;
import java.util.Map;

/** Some calls cannot be stored; the transaction that they share is rolled back. Stays inside this package. */
final class BatchRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, List<Creation>> answers;

    /** These calls, by their places in what was to be written, are answered so. */
    BatchRejectedException(Map<Integer, List<Creation>> answers) {
        super(answers.size() + " calls cannot be stored");
        this.answers = Map.copyOf(answers);
    }

    Map<Integer, List<Creation>> answers() {
        return answers;
    }
}
