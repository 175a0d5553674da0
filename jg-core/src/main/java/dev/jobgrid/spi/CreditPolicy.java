package dev.jobgrid.spi;

import dev.jobgrid.auth.Caller;

/** Decides which callers pay by credits. Thread-safe; called for every submit, so it should be quick. */
@FunctionalInterface
public interface CreditPolicy {
    /** Whether jobs of a caller reserve credits of its workspace, and are charged; else they run free of charge. */
    boolean pays(Caller caller);

    /** Everyone pays. */
    static CreditPolicy everyone() {
        return caller -> true;
    }
}
