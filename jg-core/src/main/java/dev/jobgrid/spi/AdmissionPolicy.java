package dev.jobgrid.spi;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.submit.AdmissionLimits;

/** Says how much a caller may hand in. Thread-safe; asked for every submit, so it should be quick. */
@FunctionalInterface
public interface AdmissionPolicy {
    /** The limits of a caller. */
    AdmissionLimits limits(Caller caller);

    /** The same limits for every caller. */
    static AdmissionPolicy of(AdmissionLimits limits) {
        return caller -> limits;
    }
}
