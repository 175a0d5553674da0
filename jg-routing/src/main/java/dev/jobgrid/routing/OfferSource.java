package dev.jobgrid.routing;

/** Where an offer comes from. */
public enum OfferSource {
    /** A node that the grid reaches now. */
    LIVE,
    /** A profile that an executor can provision when asked. */
    MANAGED
}
