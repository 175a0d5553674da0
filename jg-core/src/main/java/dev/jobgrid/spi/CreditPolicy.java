package dev.jobgrid.spi;

import dev.jobgrid.auth.Caller;

/** Says who pays by credits. Thread-safe; asked for every submit, so it should be quick. */
@FunctionalInterface
public interface CreditPolicy {
    /** Whether jobs of a caller hold back credits of its workspace, and are charged; else they run for nothing. */
    boolean pays(Caller caller);

    /** Everyone pays. */
    static CreditPolicy everyone() {
        return caller -> true;
    }
}
