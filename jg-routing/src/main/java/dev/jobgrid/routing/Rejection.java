package dev.jobgrid.routing;

/**
 * A rejected offer, with the constraint that ruled it out.
 *
 * @param offer the offer
 * @param reason the constraint, the first that failed in the order of {@link Reason}
 * @param needed the requested value, as text for people: "24.0 GiB", "us-east"
 * @param found the offer's value, likewise
 */
public record Rejection(Offer offer, Reason reason, String needed, String found) {}
