package dev.jobgrid.storage;

import dev.jobgrid.credits.Shortfall;
import java.util.Map;

/** Workspaces lack the credits that some calls want to hold; their transaction is rolled back. Stays inside this package. */
final class CreditsShortException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, Shortfall> calls;

    /** These calls, by their places in what was to be written, miss this. */
    CreditsShortException(Map<Integer, Shortfall> calls) {
        super(calls.size() + " calls want to hold more credits than there are");
        this.calls = Map.copyOf(calls);
    }

    Map<Integer, Shortfall> calls() {
        return calls;
    }
}
