package dev.jobgrid.monitor;

/**
 * Whether something that a grid needs does its work.
 *
 * @param name what: "store", "executor docker"
 * @param healthy whether it does
 * @param detail what is wrong, for people; empty if nothing is
 */
public record HealthCheck(String name, boolean healthy, String detail) {}
