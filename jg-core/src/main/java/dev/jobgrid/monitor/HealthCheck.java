package dev.jobgrid.monitor;

/**
 * The health of a component that a grid needs.
 *
 * @param name the component: "store", "executor docker"
 * @param healthy whether it works
 * @param detail the problem, for people; empty if there is none. For a healthy component: a warning for the operator
 */
public record HealthCheck(String name, boolean healthy, String detail) {
    /** A component that works, but will fail soon without attention. */
    public static HealthCheck degraded(String name, String detail) {
        return new HealthCheck(name, true, detail);
    }

    /** Whether it works but needs an operator's attention. */
    public boolean isDegraded() {
        return healthy && !detail.isEmpty();
    }
}
