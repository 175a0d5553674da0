package dev.jobgrid.routing;

/**
 * An offer that was turned down, and the one constraint that ruled it out.
 *
 * @param offer the offer
 * @param reason the constraint, the first that failed in the order of {@link Reason}
 * @param needed what the request asks for, as text for people: "24.0 GiB", "us-east"
 * @param found what the offer has, likewise
 */
public record Rejection(Offer offer, Reason reason, String needed, String found) {}
