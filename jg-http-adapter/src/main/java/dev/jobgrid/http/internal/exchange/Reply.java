package dev.jobgrid.http.internal.exchange;

/**
 * Converts a result to a response.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface Reply<T> {
    /** The value to write as JSON. Throws what a handler may throw. */
    Object to(T value);

    /** Whether it needs blocking reads, and so a thread that may wait. */
    default boolean reads(T value) {
        return false;
    }
}
