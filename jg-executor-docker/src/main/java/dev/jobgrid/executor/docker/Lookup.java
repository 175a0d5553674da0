package dev.jobgrid.executor.docker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that the embedder looks up for each launch. However that fails, exception, error of its code or null, it fails
 * the one run with a sentence that names it; each kind of failure is logged once. Thread-safe.
 */
final class Lookup {
    private static final System.Logger LOG = System.getLogger(Lookup.class.getName());
    private static final int MAX_LOGGED = 16;

    private final String name;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** What is looked up, and by which object of the embedder's. */
    Lookup(String what, Object by) {
        this.name = what + " of " + by.getClass().getName();
    }

    /** The look-up failed; the message is for everyone to read. */
    static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private FailedException(String message) {
            super(message);
        }
    }

    /**
     * Looks it up.
     *
     * @throws FailedException if that fails
     */
    <T> T ask(Supplier<@Nullable T> lookup) {
        T found;
        try {
            found = lookup.get();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw failed("failed (" + e.getClass().getName() + ")", e);
        }
        if (found == null) {
            throw failed("returned null", null);
        }
        return found;
    }

    private FailedException failed(String how, @Nullable Throwable cause) {
        String message = "The look-up of " + name + " " + how + ".";
        if (logged.size() < MAX_LOGGED && logged.add(how)) {
            LOG.log(System.Logger.Level.WARNING, message + " This is logged once.", cause);
        }
        return new FailedException(message);
    }
}
