package dev.jobgrid.spi;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.submit.AdmissionLimits;

/** Sets the admission limits of callers. Thread-safe; called for every submit, so it should be quick. */
@FunctionalInterface
public interface AdmissionPolicy {
    /** The limits of a caller. */
    AdmissionLimits limits(Caller caller);

    /** The same limits for every caller. */
    static AdmissionPolicy of(AdmissionLimits limits) {
        return caller -> limits;
    }
}
