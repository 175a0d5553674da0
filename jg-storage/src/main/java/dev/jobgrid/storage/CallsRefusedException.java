package dev.jobgrid.storage;

import dev.jobgrid.spi.Creation;
import java.util.List;
import java.util.Map;

/** Some calls cannot be stored; the transaction that they share is rolled back. Stays inside this package. */
final class CallsRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, List<Creation>> answers;

    /** These calls, by their places in what was to be written, are answered so. */
    CallsRefusedException(Map<Integer, List<Creation>> answers) {
        super(answers.size() + " calls cannot be stored");
        this.answers = Map.copyOf(answers);
    }

    Map<Integer, List<Creation>> answers() {
        return answers;
    }
}
