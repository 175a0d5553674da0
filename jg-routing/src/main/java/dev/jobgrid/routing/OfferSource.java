package dev.jobgrid.routing;

/** The source of an offer. */
public enum OfferSource {
    /** A node that the grid reaches now. */
    LIVE,
    /** A profile that an executor can provision on request. */
    MANAGED
}
