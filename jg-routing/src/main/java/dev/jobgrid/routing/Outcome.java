package dev.jobgrid.routing;

/** What a {@link Decision} came to. */
public enum Outcome {
    /** An offer fits and has the GPUs free. */
    PLACED,
    /** Offers fit, but all of them are busy. */
    BUSY,
    /** No offer, busy or free, could ever take the request. */
    UNSATISFIABLE
}
