package dev.jobgrid.monitor;

/**
 * Whether something that a grid needs does its work.
 *
 * @param name what: "store", "executor docker"
 * @param healthy whether it does
 * @param detail what is wrong, for people; empty if nothing is. Of something healthy it says what an operator should look at
 */
public record HealthCheck(String name, boolean healthy, String detail) {
    /** Something that does its work, and will not for long if nobody looks at it. */
    public static HealthCheck degraded(String name, String detail) {
        return new HealthCheck(name, true, detail);
    }

    /** Whether it does its work and an operator should look at it. */
    public boolean isDegraded() {
        return healthy && !detail.isEmpty();
    }
}
