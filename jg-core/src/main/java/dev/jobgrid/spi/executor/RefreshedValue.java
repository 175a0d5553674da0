package dev.jobgrid.spi.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A figure that takes long to measure, for an executor's answers that must come at once, such as {@link Run#diskBytes}. It
 * is measured in the background when it is asked for, one measurement at a time, each followed by a pause of twenty
 * times what it took. Thread-safe.
 *
 * <pre>{@code
 * var bytes = new RefreshedValue<>("the size of " + folder, Duration.ofSeconds(2), threads, () -> Optional.of(sizeOf(folder)));
 * bytes.last(); // empty until the first measurement is done
 * }</pre>
 *
 * @param <T> the figure
 */
public final class RefreshedValue<T> {
    private static final System.Logger LOG = System.getLogger(RefreshedValue.class.getName());
    private static final int PAUSE_FACTOR = 20;

    private final String name;
    private final long everyNanos;
    private final Executor threads;
    private final Measurement<T> measurement;
    private final Object lock = new Object();
    private @Nullable T last;
    private boolean isMeasuring;
    private long dueNanos = System.nanoTime();

    /** How it is measured. */
    @FunctionalInterface
    public interface Measurement<T> {
        /** Measures it; may block. Empty, or an exception, if it cannot be known now. */
        Optional<T> measure() throws IOException, InterruptedException;
    }

    /**
     * Measures nothing yet.
     *
     * @param name for the log: "the disk usage of …"
     * @param every the shortest pause between two measurements
     * @param threads run a measurement each; where they are shut down, none is made any more
     */
    public RefreshedValue(String name, Duration every, Executor threads, Measurement<T> measurement) {
        this.name = name;
        this.everyNanos = every.toNanos();
        this.threads = threads;
        this.measurement = measurement;
    }

    /** As last measured; empty before that. Never blocks. */
    public Optional<T> last() {
        synchronized (lock) {
            if (!isMeasuring && System.nanoTime() - dueNanos >= 0) {
                isMeasuring = true;
                begin();
            }
            return Optional.ofNullable(last);
        }
    }

    private void begin() {
        try {
            threads.execute(this::measure);
        } catch (RejectedExecutionException e) {
            isMeasuring = false; // closed
        } catch (RuntimeException | Error e) {
            isMeasuring = false;
            throw e;
        }
    }

    private void measure() {
        long start = System.nanoTime();
        Optional<T> measured = Optional.empty();
        try {
            measured = measurement.measure();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, name + " is unknown", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            keep(measured, System.nanoTime() - start);
        }
    }

    private void keep(Optional<T> measured, long tookNanos) {
        synchronized (lock) {
            last = measured.orElse(last);
            isMeasuring = false;
            dueNanos = System.nanoTime() + Math.max(everyNanos, PAUSE_FACTOR * tookNanos);
        }
    }
}
