package dev.jobgrid.routing;

/** The outcome of a {@link Decision}. */
public enum Outcome {
    /** An offer fits and has the GPUs free. */
    PLACED,
    /** Offers fit, but all of them are busy. */
    BUSY,
    /** No offer, busy or free, could ever run the request. */
    UNSATISFIABLE
}
