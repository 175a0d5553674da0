package dev.jobgrid.http.internal.exchange;

/**
 * Makes what is answered out of what was asked for.
 *
 * @param <T> what was asked for
 */
@FunctionalInterface
public interface Reply<T> {
    /** What is written as JSON. Throws what a handler may throw. */
    Object to(T value);

    /** Whether more has to be read for it, so that a thread is needed that may wait. */
    default boolean reads(T value) {
        return false;
    }
}
